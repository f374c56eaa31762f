package org.codesign.cli;

import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.apache.hadoop.fs.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The report of a run, written again. */
@Command(
    name = "report",
    mixinStandardHelpOptions = true,
    header = "Writes a run's report again.",
    descriptionHeading = "%n",
    optionListHeading = "%nOptions:%n",
    description = {
      "Writes report.html of a finished run again from the run's tables, and prints its path. Nothing",
      "is trained or measured."
    },
    footer = {"", "Example:", "  codesign report --run runs/quickstart"})
final class ReportCommand implements Callable<Integer> {

  private final Supplier<Runs> runs;

  @Option(
      names = "--run",
      paramLabel = "DIR",
      required = true,
      description = "The run directory, on any Hadoop file system.")
  private String run;

  @Mixin private OutputOptions output;
  @Spec private CommandSpec spec;

  ReportCommand(Supplier<Runs> runs) {
    this.runs = runs;
  }

  @Override
  public Integer call() {
    Path report = runs.get().report(run);
    output.print(spec, () -> Names.of(report) + "\n", () -> ResultJson.of(report));
    return ExitStatus.DONE.code();
  }
}
