package org.codesign.cli;

import java.io.PrintWriter;
import java.util.Objects;

/**
 * Where a command writes.
 *
 * @param results standard output: results and nothing else
 * @param messages standard error: progress, logs, errors
 */
record Streams(PrintWriter results, PrintWriter messages) {

  Streams {
    Objects.requireNonNull(results, "results");
    Objects.requireNonNull(messages, "messages");
  }

  void flush() {
    results.flush();
    messages.flush();
  }
}
