package org.codesign.cli;

import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.codesign.search.TeacherRun;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The training of a teacher. */
@Command(
    name = "train",
    mixinStandardHelpOptions = true,
    header = "Trains a configuration's teacher.",
    descriptionHeading = "%n",
    optionListHeading = "%nOptions:%n",
    description = {
      "Trains the teacher of a configuration on its data, writes the weights with a manifest of how",
      "they came about, and prints the accuracy on the test images."
    },
    footer = {
      "",
      "Example:",
      "  codesign train --config conf/quickstart.yaml --output /tmp/teacher.safetensors"
    })
final class TrainCommand implements Callable<Integer> {

  private final Supplier<Runs> runs;

  @Option(
      names = "--output",
      paramLabel = "FILE",
      description =
          "Where the weights go; default: what teacher.weights names in the configuration.")
  private String weights;

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
                new Runs.Training(config.file(), Optional.ofNullable(weights), config.overrides()));
    output.print(spec, () -> TrainingText.of(trained), () -> ResultJson.of(trained));
    return ExitStatus.DONE.code();
  }
}
