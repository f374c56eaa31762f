package org.codesign.cli;

import java.util.Optional;
import picocli.CommandLine.Option;

/** Where Spark runs. */
final class MasterOption {

  @Option(
      names = "--master",
      paramLabel = "URL",
      description =
          "Where Spark runs: local[N] with N tasks at a time on this machine, local[*] (the default)"
              + " with one a core; anything else, such as yarn or spark://host:7077, goes through"
              + " spark-submit, whose own settings win.")
  private String master;

  Optional<String> get() {
    return Optional.ofNullable(master);
  }
}
