package org.codesign.cli;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.codesign.config.ConfigurationException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The packaged search. */
@Command(
    name = "quickstart",
    mixinStandardHelpOptions = true,
    header = "Runs the packaged search on this machine.",
    descriptionHeading = "%n",
    optionListHeading = "%nOptions:%n",
    description = {
      "Runs the packaged search on this machine: a small residual network on 12,000 images of",
      "Fashion-MNIST, for a Zynq UltraScale+ ZU3EG. Takes a few minutes on two cores. Started again on",
      "the same run directory, it goes on where it stopped."
    },
    footer = {"", "Example:", "  codesign quickstart --run /tmp/first-run"})
final class QuickstartCommand implements Callable<Integer> {

  private static final String CONFIG = "/conf/quickstart.yaml";

  private final Supplier<Runs> runs;
  private final Installation installation;

  @Option(
      names = "--run",
      paramLabel = "DIR",
      defaultValue = "runs/quickstart",
      description = "The run directory; default: ${DEFAULT-VALUE}.")
  private String run;

  @Mixin private MasterOption master;
  @Mixin private OutputOptions output;
  @Spec private CommandSpec spec;

  QuickstartCommand(Supplier<Runs> runs, Installation installation) {
    this.runs = runs;
    this.installation = installation;
  }

  @Override
  public Integer call() {
    Runs.Search search =
        new Runs.Search(
            config(),
            run,
            Map.of(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            master.get());
    Runs.Found found = runs.get().search(search);
    output.print(spec, () -> SearchText.of(found), () -> ResultJson.of(found));
    return ExitStatus.DONE.code();
  }

  private String config() {
    return installation
        .home()
        .map(home -> home + CONFIG)
        .orElseThrow(
            () ->
                new ConfigurationException(
                    List.of(
                        "quickstart does not find its configuration, since it was not started by"
                            + " bin/codesign. Maybe use 'search --config FILE'.")));
  }
}
