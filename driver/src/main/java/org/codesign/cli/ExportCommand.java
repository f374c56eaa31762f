package org.codesign.cli;

import static org.codesign.cli.TextTable.Column.left;
import static org.codesign.cli.TextTable.Column.right;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.codesign.config.ConfigurationException;
import org.codesign.data.DataSource;
import org.codesign.data.IdxSource;
import org.codesign.export.DesignFiles;
import org.codesign.export.ExportFormat;
import org.codesign.search.ExportRun;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** A measured design in the formats of other tools. */
@Command(
    name = "export",
    mixinStandardHelpOptions = true,
    header = "Exports a measured design: float, quantized, and integer-only models.",
    descriptionHeading = "%n",
    optionListHeading = "%nOptions:%n",
    description = {
      "Writes the network of a finalist as files that run elsewhere. Every file is loaded again with",
      "the tool it is for, run on sample images of the search and compared before it is written:",
      "",
      "  onnx          the trained network in float, for any runtime",
      "  qdq-onnx      with QuantizeLinear and DequantizeLinear, for ONNX Runtime and TensorRT",
      "  integer-onnx  integer operators only, from pixels to logits; bit for bit the integer engine",
      "  qonnx         with Quant nodes of any bits, for FINN and hls4ml",
      "  integer       the integer engine's own file, weights packed at their bits (safetensors)",
      "  dl4j          the trained network in float, for Deeplearning4j",
      "",
      "With --images and --labels they are compared on all of these images instead.",
      "",
      "Beside them: bits.json, accelerator.json, network.json, the trained weights, and",
      "samples.safetensors, images with the logits that a deployment must give."
    },
    footer = {
      "",
      "Examples:",
      "  codesign export --run runs/first --design d00012",
      "  codesign export --run runs/first --design d00012 --format qonnx --output deploy",
      "  codesign export --run runs/first --design d00012 \\",
      "      --images t10k-images-idx3-ubyte.gz --labels t10k-labels-idx1-ubyte.gz"
    })
final class ExportCommand implements Callable<Integer> {

  private final Supplier<Runs> runs;

  @Option(
      names = "--run",
      paramLabel = "DIR",
      required = true,
      description = "The run directory, on any Hadoop file system.")
  private String run;

  @Option(
      names = "--design",
      paramLabel = "ID",
      required = true,
      description = "A finalist of the run, such as d00012.")
  private String design;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      split = ",",
      converter = Format.class,
      completionCandidates = Format.class,
      description = "One or more of ${COMPLETION-CANDIDATES}; default: all of them.")
  private List<ExportFormat> formats = new ArrayList<>();

  @Option(
      names = "--output",
      paramLabel = "DIR",
      description =
          "Where to make the design's folder, on any Hadoop file system; default: RUN/export, where the "
              + "search itself has put the exports of its finalists.")
  private String output;

  @Option(
      names = "--images",
      paramLabel = "FILE",
      description = {
        "Images to compare the exports on, an IDX file, plain or gzip, on any Hadoop file system;",
        "default: the samples that the search kept, at most 128."
      })
  private String images;

  @Option(names = "--labels", paramLabel = "FILE", description = "The labels of --images.")
  private String labels;

  @Mixin private OutputOptions options;
  @Spec private CommandSpec spec;

  ExportCommand(Supplier<Runs> runs) {
    this.runs = runs;
  }

  @Override
  public Integer call() {
    List<ExportFormat> chosen =
        formats.isEmpty() ? List.of(ExportFormat.values()) : formats.stream().distinct().toList();
    Runs.Export export =
        new Runs.Export(run, design, chosen, Optional.ofNullable(output), imagesAndLabels());
    ExportRun.Summary summary = runs.get().export(export);
    options.print(spec, () -> text(summary), () -> ResultJson.of(summary));
    return ExitStatus.DONE.code();
  }

  private Optional<DataSource> imagesAndLabels() {
    if ((images == null) != (labels == null)) {
      throw new ConfigurationException(
          List.of("--images and --labels must be given together, or neither of them"));
    }
    return images == null ? Optional.empty() : Optional.of(IdxSource.of(images, labels));
  }

  private static String text(ExportRun.Summary summary) {
    TextTable table =
        new TextTable(left("file"), right("bytes"), right("accuracy %"), left("loaded again"));
    for (DesignFiles.Checked file : summary.files()) {
      table.add(
          file.format().file(),
          Numbers.count(BigInteger.valueOf(file.bytes())),
          String.format(Locale.ROOT, "%.2f", 100 * file.accuracy()),
          file.shown());
    }
    return table + "\n" + Names.of(summary.folder()) + "\n";
  }

  /** Formats by name. */
  static final class Format implements ITypeConverter<ExportFormat>, Iterable<String> {
    @Override
    public ExportFormat convert(String value) {
      return ExportFormat.parse(value)
          .orElseThrow(
              () ->
                  new TypeConversionException(
                      "'%s' is no format; formats are %s"
                          .formatted(value, String.join(", ", labels()))));
    }

    @Override
    public Iterator<String> iterator() {
      return labels().iterator();
    }

    private static List<String> labels() {
      return Arrays.stream(ExportFormat.values()).map(ExportFormat::label).toList();
    }
  }
}
