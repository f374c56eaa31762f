package org.codesign.cli;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.codesign.config.ConfigurationException;
import org.codesign.data.Normalization;
import org.codesign.network.TensorShape;
import org.codesign.quantization.BitWidths;
import org.codesign.search.SensitivityJson;
import org.codesign.search.SensitivityRequest;
import org.codesign.search.SensitivityRequest.Data;
import org.codesign.search.SensitivityRequest.Part;
import org.codesign.search.SensitivityRequest.Probing;
import org.codesign.search.SensitivityResult;
import org.codesign.sensitivity.HutchinsonTrace.Grouping;
import org.codesign.sensitivity.LossKind;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Sensitivities of the layers of a trained network. */
@Command(
    name = "sensitivity",
    mixinStandardHelpOptions = true,
    header = "Measures how sensitive each layer of a trained network is to few bits.",
    descriptionHeading = "%n",
    optionListHeading = "%nOptions:%n",
    description = {
      "Estimates the Hessian's trace of every layer with its standard error, eigenvalues, and Omega for",
      "each bit-width (HAWQ, HAWQ-V2, Q-BERT); what quantizing a layer really does to loss and accuracy",
      "stands beside it. With --data-free the layers are ranked without any data (ZeroQ).",
      "",
      "Writes sensitivity.json, which 'codesign allocate' reads, sensitivity.parquet, allocation.json",
      "and report.html. Started again on the same directory it goes on where it stopped; with more",
      "probes it takes over those that are there."
    },
    footer = {
      "",
      "Examples:",
      "  codesign sensitivity --model resnet20.onnx --data cifar10.bin.gz --images 512 --probes 50 \\",
      "      --fold-batch-norm --eigenvalues 1 --output runs/resnet20",
      "  codesign allocate --problem runs/resnet20/sensitivity.json --limit size-megabytes=0.09",
      "  codesign sensitivity --model resnet20.onnx --data-free --output runs/without-data"
    })
final class SensitivityCommand implements Callable<Integer> {

  private static final int MOST_BATCH = 64;

  private final Supplier<Runs> runs;

  @Option(
      names = "--model",
      paramLabel = "FILE",
      required = true,
      description = {
        "The trained network, on any Hadoop file system: an .onnx file, the .zip of a Deeplearning4j",
        "ComputationGraph or MultiLayerNetwork, or raw float32 weights (.bin) with their .index.json."
      })
  private String model;

  @Option(
      names = "--input-shape",
      paramLabel = "CxHxW",
      description = {
        "Of an image, such as 3x32x32, where the model's file does not say; a Deeplearning4j zip does",
        "not."
      })
  private String inputShape;

  @Option(
      names = "--data",
      paramLabel = "PATH[,PATH]",
      split = ",",
      description = {
        "Images and labels: a folder or tar archive with a folder a class, CIFAR binaries, or an IDX",
        "file of images and that of its labels; plain or gzipped, told apart by their content."
      })
  private List<String> data = List.of();

  @Option(
      names = "--data-folder",
      paramLabel = "NAME",
      defaultValue = "",
      description =
          "The folder inside the folder or archive that holds the classes, such as train.")
  private String dataFolder;

  @Option(
      names = "--images",
      paramLabel = "N",
      defaultValue = "512",
      description = "How many images, the first ones of the file; default: ${DEFAULT-VALUE}.")
  private int images;

  @Option(
      names = "--batch",
      paramLabel = "N",
      description = "Images computed at once, at most --images; default: 64, or --images if fewer.")
  private Integer batch;

  @Option(
      names = "--probes",
      paramLabel = "K",
      defaultValue = "50",
      description = "Random probes, or the most with --tolerance; default: ${DEFAULT-VALUE}.")
  private int probes;

  @Option(
      names = "--tolerance",
      paramLabel = "SHARE",
      defaultValue = "0",
      description = {
        "Ends probing early when every layer's standard error is at most this share of its trace, or",
        "of a thousandth of the sum of all traces; default: 0, never."
      })
  private double tolerance;

  @Option(
      names = "--probe",
      paramLabel = "KIND",
      description = {
        "logits: random signs of the logits, the Gauss-Newton trace of all layers at the cost of one",
        "gradient; weights: of all weights at once, one product with the Hessian; layers: of each",
        "layer's weights alone; default: logits where that is the Hessian's own trace, as with ReLU,",
        "and weights elsewhere."
      })
  private String probe;

  @Option(names = "--layer-by-layer", description = "The same as --probe layers.")
  private boolean layerByLayer;

  @Option(
      names = "--eigenvalues",
      paramLabel = "N",
      defaultValue = "0",
      description = "Top eigenvalues of each layer, by magnitude; default: none.")
  private int eigenvalues;

  @Option(
      names = "--subsets",
      paramLabel = "N",
      defaultValue = "1",
      description = {
        "Disjoint subsets of the images whose top eigenvalues give |mean| + standard deviation,",
        "Q-BERT's metric; needs --eigenvalues; default: none."
      })
  private int subsets;

  @Option(
      names = "--fold-batch-norm",
      description = "Measures the weights with batch normalisation folded into them.")
  private boolean foldBatchNorm;

  @Option(
      names = "--activations",
      description = "Measures what layers read, too, sample by sample.")
  private boolean activations;

  @Option(
      names = "--data-free",
      description = "Ranks layers by divergence on images made from batch normalisations.")
  private boolean dataFree;

  @Option(
      names = "--no-measurements",
      description = "Leaves out quantizing each layer alone and measuring loss and accuracy.")
  private boolean noMeasurements;

  @Option(
      names = "--loss",
      paramLabel = "KIND",
      defaultValue = "task",
      description = "task: cross-entropy of the labels; distillation: distance to its own answers.")
  private String loss;

  @Option(
      names = "--bits",
      paramLabel = "B,..",
      split = ",",
      description = "Bit-widths to try, each in [2, 8]; default: 2,3,4,8.")
  private List<Integer> bits = List.of(2, 3, 4, 8);

  @Option(
      names = "--normalization",
      paramLabel = "MEANS:DEVIATIONS",
      description = {
        "Of the channels, in [0, 1], such as 0.49,0.48,0.45:0.25,0.24,0.26; default: what the model",
        "file says."
      })
  private String normalization;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Of the probes and all else that is drawn; default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(
      names = "--output",
      paramLabel = "DIR",
      required = true,
      description = "The directory of the results, on any Hadoop file system.")
  private String output;

  @Mixin private MasterOption master;
  @Mixin private OutputOptions print;
  @Spec private CommandSpec spec;

  SensitivityCommand(Supplier<Runs> runs) {
    this.runs = runs;
  }

  @Override
  public Integer call() {
    Runs.Sensitivity asked = new Runs.Sensitivity(request(), output, master.get());
    SensitivityResult result = runs.get().sensitivity(asked);
    print.print(spec, () -> SensitivityText.of(result, output), () -> SensitivityJson.of(result));
    return ExitStatus.DONE.code();
  }

  private SensitivityRequest request() {
    List<String> problems = new ArrayList<>();
    if (data.isEmpty() && !dataFree) {
      problems.add("--data: is missing; only --data-free does without");
    }
    int most = data.isEmpty() ? MOST_BATCH : images;
    int size = batch == null ? Math.min(MOST_BATCH, most) : batch;
    atLeast("--images", images, 1, problems);
    if (size < 1 || (!data.isEmpty() && size > images)) {
      problems.add("--batch: %d must be in [1, %d], the images".formatted(size, most));
    }
    atLeast("--probes", probes, 1, problems);
    atLeast("--eigenvalues", eigenvalues, 0, problems);
    atLeast("--subsets", subsets, 1, problems);
    if (subsets > images) {
      problems.add("--subsets: %d must be at most the images (%d)".formatted(subsets, images));
    }
    if (subsets > 1 && eigenvalues < 1) {
      problems.add("--subsets: needs --eigenvalues of at least 1");
    }
    if (!(tolerance >= 0 && tolerance < 1)) {
      problems.add("--tolerance: %s must be in [0, 1)".formatted(tolerance));
    }
    for (int one : bits) {
      if (one < BitWidths.MINIMUM || one > BitWidths.MAXIMUM) {
        problems.add("--bits: %d must be in [2, 8]".formatted(one));
      }
    }
    Optional<LossKind> kind = kind(problems);
    Optional<Normalization> given = normalization(problems);
    Optional<Grouping> grouping = grouping(problems);
    Optional<TensorShape> input = input(problems);
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
    return new SensitivityRequest(
        model,
        input,
        kind.orElseThrow(),
        data.isEmpty() ? Optional.empty() : Optional.of(new Data(data, dataFolder, images)),
        given,
        size,
        bits,
        seed,
        new Probing(probes, tolerance, eigenvalues, subsets, grouping),
        parts());
  }

  private Set<Part> parts() {
    Set<Part> parts = EnumSet.noneOf(Part.class);
    add(parts, Part.FOLDED, foldBatchNorm);
    add(parts, Part.ACTIVATIONS, activations);
    add(parts, Part.DATA_FREE, dataFree);
    add(parts, Part.MEASURED, !noMeasurements);
    return parts;
  }

  private static void add(Set<Part> parts, Part part, boolean isAsked) {
    if (isAsked) {
      parts.add(part);
    }
  }

  private Optional<TensorShape> input(List<String> problems) {
    if (inputShape == null) {
      return Optional.empty();
    }
    if (inputShape.matches("[1-9][0-9]{0,4}(x[1-9][0-9]{0,4}){2}")) {
      String[] sizes = inputShape.split("x", -1);
      return Optional.of(
          TensorShape.image(
              Integer.parseInt(sizes[0]), Integer.parseInt(sizes[1]), Integer.parseInt(sizes[2])));
    }
    problems.add("--input-shape: '%s' must be CxHxW, such as 3x32x32".formatted(inputShape));
    return Optional.empty();
  }

  private Optional<Grouping> grouping(List<String> problems) {
    String asked = layerByLayer && probe == null ? "layers" : probe;
    if (asked == null) {
      return Optional.empty();
    }
    return switch (asked.toLowerCase(Locale.ROOT)) {
      case "logits" -> Optional.of(Grouping.LOGITS);
      case "weights" -> Optional.of(Grouping.ALL_LAYERS);
      case "layers" -> Optional.of(Grouping.LAYER_BY_LAYER);
      default -> {
        problems.add("--probe: '%s' must be logits, weights or layers".formatted(asked));
        yield Optional.empty();
      }
    };
  }

  private Optional<LossKind> kind(List<String> problems) {
    for (LossKind one : LossKind.values()) {
      if (one.label().equals(loss.toLowerCase(Locale.ROOT))) {
        return Optional.of(one);
      }
    }
    problems.add("--loss: '%s' must be task or distillation".formatted(loss));
    return Optional.empty();
  }

  private Optional<Normalization> normalization(List<String> problems) {
    if (normalization == null) {
      return Optional.empty();
    }
    String[] halves = normalization.split(":", -1);
    try {
      if (halves.length == 2) {
        return Optional.of(new Normalization(numbers(halves[0]), numbers(halves[1])));
      }
      problems.add(
          "--normalization: '%s' must be MEANS:DEVIATIONS, such as 0.5:0.25"
              .formatted(normalization));
    } catch (NumberFormatException e) {
      problems.add(
          "--normalization: '%s' must be numbers, such as 0.5:0.25".formatted(normalization));
    } catch (IllegalArgumentException e) {
      problems.add("--normalization: " + e.getMessage());
    }
    return Optional.empty();
  }

  private static List<Double> numbers(String text) {
    List<Double> numbers = new ArrayList<>();
    for (String part : text.split(",", -1)) {
      numbers.add(Double.valueOf(part.strip()));
    }
    return numbers;
  }

  private static void atLeast(String option, int value, int least, List<String> problems) {
    if (value < least) {
      problems.add("%s: %d must be at least %d".formatted(option, value, least));
    }
  }
}
