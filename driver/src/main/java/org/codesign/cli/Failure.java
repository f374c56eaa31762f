package org.codesign.cli;

import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.codesign.config.ConfigurationException;
import org.codesign.data.DataException;
import org.codesign.export.ExportException;
import org.codesign.pareto.FrontTooLargeException;
import org.codesign.search.NoFeasibleDesignException;
import org.codesign.search.TimeBudgetSpentException;
import org.codesign.store.RunDirectoryException;

/**
 * What a user is told of an exception: a status and one line for each problem. Spark wraps what its
 * tasks throw, so the whole chain of causes is looked at.
 */
record Failure(ExitStatus status, List<String> lines) {

  Failure {
    Objects.requireNonNull(status, "status");
    lines = List.copyOf(lines);
  }

  /** What an exception means. */
  static Failure of(Throwable thrown) {
    Throwable innermost = thrown;
    Optional<IOException> storage = Optional.empty();
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      Optional<Failure> known = known(cause);
      if (known.isPresent()) {
        return known.get();
      }
      if (storage.isEmpty() && cause instanceof IOException exception) {
        storage = Optional.of(exception);
      }
      innermost = cause;
    }
    if (storage.isPresent()) {
      return new Failure(ExitStatus.USAGE_OR_CONFIGURATION, List.of(unreachable(storage.get())));
    }
    return new Failure(ExitStatus.INTERNAL_ERROR, List.of(internal(innermost)));
  }

  private static Optional<Failure> known(Throwable cause) {
    if (cause instanceof NoFeasibleDesignException) {
      return Optional.of(failure(ExitStatus.NO_FEASIBLE_DESIGN, cause));
    }
    if (cause instanceof TimeBudgetSpentException) {
      return Optional.of(failure(ExitStatus.TIME_BUDGET_SPENT, cause));
    }
    if (cause instanceof ConfigurationException configuration) {
      List<String> lines = configuration.problems().stream().map(Failure::oneLine).toList();
      return Optional.of(new Failure(ExitStatus.USAGE_OR_CONFIGURATION, lines));
    }
    boolean isForUser =
        cause instanceof DataException
            || cause instanceof RunDirectoryException
            || cause instanceof ExportException
            || cause instanceof FrontTooLargeException;
    return isForUser
        ? Optional.of(failure(ExitStatus.USAGE_OR_CONFIGURATION, cause))
        : Optional.empty();
  }

  private static Failure failure(ExitStatus status, Throwable cause) {
    return new Failure(status, List.of(oneLine(String.valueOf(cause.getMessage()))));
  }

  /** What a task read or wrote in a moment in which its file system went away. */
  private static String unreachable(IOException cause) {
    return "The file system failed: %s. What is finished is kept: mend that, and start the same command again."
        .formatted(oneLine(firstLine(cause.toString())));
  }

  private static String internal(Throwable cause) {
    String line = "internal error: " + oneLine(firstLine(cause.toString()));
    return cause instanceof OutOfMemoryError
        ? line + ". Maybe allow more memory: CODESIGN_JAVA_OPTIONS=-Xmx8g"
        : line;
  }

  private static String firstLine(String text) {
    return text.lines().findFirst().orElse("");
  }

  private static String oneLine(String text) {
    return String.join(" ", text.lines().map(String::strip).toList());
  }
}
