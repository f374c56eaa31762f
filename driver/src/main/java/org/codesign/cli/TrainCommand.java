package org.codesign.cli;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.codesign.data.Normalization;
import org.codesign.search.TeacherImport;
import org.codesign.search.TeacherRun;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The training or the import of a teacher. */
@Command(
    name = "train",
    mixinStandardHelpOptions = true,
    header = "Trains or imports a configuration's teacher.",
    descriptionHeading = "%n",
    optionListHeading = "%nOptions:%n",
    description = {
      "Trains the teacher of a configuration on its data, writes the weights with a manifest of how",
      "they came about, and prints the accuracy on the test images. With --import it takes the weights",
      "of a network that was trained elsewhere and has the structure of the teacher."
    },
    footer = {
      "",
      "Example:",
      "  codesign train --config conf/quickstart.yaml --output /tmp/teacher.safetensors",
      "  codesign train --config my.yaml --import resnet20.onnx --means 0.49,0.48,0.45 \\",
      "      --standard-deviations 0.20,0.20,0.20 --output /tmp/teacher.safetensors"
    })
final class TrainCommand implements Callable<Integer> {

  private final Supplier<Runs> runs;

  @Option(
      names = "--output",
      paramLabel = "FILE",
      description =
          "Where the weights go; default: what teacher.weights names in the configuration.")
  private String weights;

  @Option(
      names = "--import",
      paramLabel = "MODEL",
      description = "A trained network to take: .onnx, or .index.json beside raw float32 tensors.")
  private String model;

  @Option(
      names = "--means",
      paramLabel = "MEAN",
      split = ",",
      description =
          "What is subtracted from each channel's values in [0, 1] before the imported network reads"
              + " them; default: as the model's file says, else the mean of the training images.")
  private List<Double> means;

  @Option(
      names = "--standard-deviations",
      paramLabel = "DEVIATION",
      split = ",",
      description = "What they are divided by afterwards; goes with --means.")
  private List<Double> deviations;

  @Mixin private ConfigOptions config;
  @Mixin private OutputOptions output;
  @Spec private CommandSpec spec;

  TrainCommand(Supplier<Runs> runs) {
    this.runs = runs;
  }

  @Override
  public Integer call() {
    TeacherRun.Summary trained =
        runs.get()
            .train(
                new Runs.Training(
                    config.file(), imported(), Optional.ofNullable(weights), config.overrides()));
    output.print(spec, () -> TrainingText.of(trained), () -> ResultJson.of(trained));
    return ExitStatus.DONE.code();
  }

  private Optional<TeacherImport> imported() {
    if (model == null && (means != null || deviations != null)) {
      throw new ParameterException(
          spec.commandLine(), "--means and --standard-deviations need --import");
    }
    return Optional.ofNullable(model).map(file -> new TeacherImport(file, normalization()));
  }

  private Optional<Normalization> normalization() {
    if (means == null && deviations == null) {
      return Optional.empty();
    }
    if (means == null || deviations == null) {
      throw new ParameterException(
          spec.commandLine(), "--means and --standard-deviations go together");
    }
    try {
      return Optional.of(new Normalization(means, deviations));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }
}
