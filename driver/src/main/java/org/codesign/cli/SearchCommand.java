package org.codesign.cli;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.codesign.store.Stage;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A search of the user's. */
@Command(
    name = "search",
    mixinStandardHelpOptions = true,
    header = "Searches with a configuration of your own.",
    descriptionHeading = "%n",
    optionListHeading = "%nOptions:%n",
    description = {
      "Searches architecture, bit-widths and accelerator together. Reads the configuration, trains the",
      "blocks by distillation from the teacher, measures how sensitive they are to few bits, costs",
      "every choice on the device, finds the exact Pareto front, and trains and measures finalists of",
      "it. Prints the finalists; the run directory gets the tables, front.csv and report.html.",
      "",
      "Started again on the same run directory, it goes on where it stopped. A run directory of",
      "another configuration is refused."
    },
    footer = {
      "",
      "Examples:",
      "  codesign search --config conf/quickstart.yaml --run runs/first",
      "  codesign search --config my.yaml --run hdfs:///runs/a --set finalists.count=12 --master yarn"
    })
final class SearchCommand implements Callable<Integer> {

  private final Supplier<Runs> runs;

  @Option(
      names = "--run",
      paramLabel = "DIR",
      required = true,
      description = "The run directory, on any Hadoop file system.")
  private String run;

  @Option(
      names = "--until",
      paramLabel = "STAGE",
      converter = LastStage.class,
      completionCandidates = LastStage.class,
      description = "The last stage to run: ${COMPLETION-CANDIDATES}; default: all.")
  private Stage until;

  @Option(
      names = "--time-budget",
      paramLabel = "TIME",
      converter = DurationText.class,
      description =
          "How long the search may take, such as 90s, 30m, 2h or 1h30m. When it is spent, the front of "
              + "what is finished is written and the status is 4; the same command goes on from there. "
              + "Training a teacher is not cut short.")
  private Duration timeBudget;

  @Option(
      names = "--blocks-from",
      paramLabel = "DIR",
      description =
          "Another run directory whose teacher, blocks and sensitivities are taken over where this run "
              + "has none: the same search for another device trains nothing but finalists. Both "
              + "configurations must agree in all but name, device, accelerator, limits, front, finalists.")
  private String blocksFrom;

  @Mixin private ConfigOptions config;
  @Mixin private MasterOption master;
  @Mixin private OutputOptions output;
  @Spec private CommandSpec spec;

  SearchCommand(Supplier<Runs> runs) {
    this.runs = runs;
  }

  @Override
  public Integer call() {
    Runs.Search search =
        new Runs.Search(
            config.file(),
            run,
            config.overrides(),
            Optional.ofNullable(until),
            Optional.ofNullable(timeBudget),
            Optional.ofNullable(blocksFrom),
            master.get());
    Runs.Found found = runs.get().search(search);
    output.print(spec, () -> SearchText.of(found), () -> ResultJson.of(found));
    boolean complete = found.summary().unfinished().isEmpty();
    return (complete ? ExitStatus.DONE : ExitStatus.TIME_BUDGET_SPENT).code();
  }
}
