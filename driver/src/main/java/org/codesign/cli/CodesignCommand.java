package org.codesign.cli;

import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The product's name, which wants a verb. */
@Command(
    name = "codesign",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "VERB",
    commandListHeading = "%nVerbs:%n",
    descriptionHeading = "%n",
    optionListHeading = "%nOptions:%n",
    description = {
      "Searches network architecture, bit-widths and accelerator together: gives the Pareto front of",
      "accuracy against latency, energy and size for a device, its best designs trained and measured."
    },
    footer = {
      "",
      "Begin here:",
      "  codesign quickstart",
      "  codesign search --help",
      "",
      "Results go to standard output, progress and logs to standard error."
    },
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:done",
      "1:internal error",
      "2:wrong usage, configuration, data or run directory",
      "3:no design meets the limits",
      "4:the time budget is spent; the best front so far is written"
    })
final class CodesignCommand implements Runnable {

  private final Supplier<Runs> runs;
  private final Installation installation;

  @Spec private CommandSpec spec;

  /**
   * @param runs made when a verb needs it, since making it loads Spark
   */
  CodesignCommand(Supplier<Runs> runs, Installation installation) {
    this.runs = runs;
    this.installation = installation;
  }

  /** The parser of the whole command line. */
  CommandLine commandLine() {
    CommandLine commandLine =
        new CommandLine(this)
            .addSubcommand(new QuickstartCommand(runs, installation))
            .addSubcommand(new SearchCommand(runs))
            .addSubcommand(new TrainCommand(runs))
            .addSubcommand(new FineTuneCommand(runs))
            .addSubcommand(new ReportCommand(runs))
            .addSubcommand(new ExportCommand(runs))
            .addSubcommand(new CostCommand())
            .addSubcommand(new CalibrateCommand())
            .addSubcommand(new SensitivityCommand(runs))
            .addSubcommand(new AllocateCommand())
            .addSubcommand(new FrontCommand());
    VersionText version = new VersionText(BuildInfo.load(), installation);
    commandLine.getCommandSpec().versionProvider(version);
    for (CommandLine verb : commandLine.getSubcommands().values()) {
      CommandSpec verbSpec = verb.getCommandSpec();
      verbSpec.versionProvider(version);
      verbSpec
          .usageMessage()
          .exitCodeListHeading(commandLine.getCommandSpec().usageMessage().exitCodeListHeading())
          .exitCodeList(commandLine.getCommandSpec().usageMessage().exitCodeList());
    }
    return commandLine;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "A verb is missing");
  }
}
