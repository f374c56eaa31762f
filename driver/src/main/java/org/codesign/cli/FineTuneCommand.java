package org.codesign.cli;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.codesign.config.ConfigurationException;
import org.codesign.data.Normalization;
import org.codesign.quantization.BitWidths;
import org.codesign.search.FineTuneRun;
import org.codesign.search.LayerBits;
import org.codesign.search.LayerOrder;
import org.codesign.search.TeacherImport;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Quantization-aware fine-tuning of a network with given bits. */
@Command(
    name = "finetune",
    mixinStandardHelpOptions = true,
    header = "Fine-tunes a trained network with its bits simulated.",
    descriptionHeading = "%n",
    optionListHeading = "%nOptions:%n",
    description = {
      "Quantizes the teacher of a configuration, trains it on with straight-through gradients as the",
      "section finetune says, and prints its accuracy on the test images in float, quantized before",
      "and quantized after, with the size of its weights. Writes the quantized weights, a manifest,",
      "and how they are quantized."
    },
    footer = {
      "",
      "Example:",
      "  codesign sensitivity --model resnet20.onnx --data cifar10.bin.gz --fold-batch-norm \\",
      "      --output runs/resnet20",
      "  codesign allocate --problem runs/resnet20/sensitivity.json --activation-bits 4 \\",
      "      --limit size-megabytes=0.087 --output bits.json",
      "  codesign finetune --config conf/resnet20-cifar10-qat.yaml --import resnet20.onnx \\",
      "      --bits bits.json --output /tmp/mixed.safetensors"
    })
final class FineTuneCommand implements Callable<Integer> {

  private final Supplier<Runs> runs;

  @ArgGroup(multiplicity = "1")
  private Bits bits;

  @Option(
      names = "--ends",
      paramLabel = "BITS",
      description = "Weight bits of the first and the last layer with --uniform; default: 8.")
  private Integer ends;

  @Option(
      names = "--activation-bits",
      paramLabel = "BITS",
      description = "What all layers read with --uniform; default: 4.")
  private Integer activationBits;

  @Option(
      names = "--order",
      paramLabel = "FILE",
      description =
          "What 'codesign sensitivity' wrote: layers are quantized in falling order of Omega, in as"
              + " many steps as finetune.steps says; default: all at once.")
  private String order;

  @Option(
      names = "--import",
      paramLabel = "MODEL",
      description =
          "A trained network to start from in place of teacher.weights: .onnx, or .index.json beside"
              + " raw float32 tensors. --bits and --order may then have its names of layers.")
  private String model;

  @Option(
      names = "--output",
      paramLabel = "FILE",
      required = true,
      description = "Where the weights go, in safetensors.")
  private String weights;

  @Mixin private ConfigOptions config;
  @Mixin private OutputOptions output;
  @Spec private CommandSpec spec;

  /** One of the two. */
  private static final class Bits {

    @Option(
        names = "--bits",
        paramLabel = "FILE",
        description = "Bits of each layer, as 'codesign allocate --output' writes them.")
    private String file;

    @Option(
        names = "--uniform",
        paramLabel = "BITS",
        description = "The same weight bits in all layers but the first and the last.")
    private Integer uniform;
  }

  FineTuneCommand(Supplier<Runs> runs) {
    this.runs = runs;
  }

  @Override
  public Integer call() {
    UserFiles files = new UserFiles();
    LayerBits widths = bits.file == null ? uniform() : BitsFile.bits("--bits", given(), files);
    Optional<LayerOrder> sorted =
        Optional.ofNullable(order).map(file -> BitsFile.order("--order", file, files));
    Optional<TeacherImport> imported =
        Optional.ofNullable(model)
            .map(file -> new TeacherImport(file, Optional.<Normalization>empty()));
    FineTuneRun.Summary tuned =
        runs.get()
            .fineTune(
                new Runs.FineTune(
                    config.file(),
                    new FineTuneRun.Request(
                        widths, imported, sorted, Names.parse("--output", weights)),
                    config.overrides()));
    output.print(spec, () -> FineTuneText.of(tuned), () -> ResultJson.of(tuned));
    return ExitStatus.DONE.code();
  }

  private LayerBits uniform() {
    int weightBits = within("--uniform", bits.uniform);
    int read = within("--activation-bits", activationBits == null ? 4 : activationBits);
    int atEnds = within("--ends", ends == null ? BitWidths.MAXIMUM : ends);
    return new LayerBits.Uniform(new BitWidths(weightBits, read), atEnds);
  }

  private String given() {
    if (ends != null || activationBits != null) {
      throw new ConfigurationException(
          List.of(
              "--ends, --activation-bits: only with --uniform; --bits has those of each layer"));
    }
    return bits.file;
  }

  private static int within(String option, int value) {
    if (value < BitWidths.MINIMUM || value > BitWidths.MAXIMUM) {
      throw new ConfigurationException(
          List.of(
              "%s: %d must be in [%d, %d]"
                  .formatted(option, value, BitWidths.MINIMUM, BitWidths.MAXIMUM)));
    }
    return value;
  }
}
