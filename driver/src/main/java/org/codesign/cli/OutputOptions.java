package org.codesign.cli;

import java.io.PrintWriter;
import java.util.function.Supplier;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** How much is printed and in which form. */
final class OutputOptions {

  @Option(names = "--json", description = "Prints the results as one JSON object.")
  private boolean json;

  // Read by Shell, which reports failures.
  @Option(
      names = "--verbose",
      description = "Prints stack traces of failures, those of single Spark tasks as well.")
  @SuppressWarnings("UnusedVariable")
  private boolean verbose;

  /** Prints a result to the command's standard output. */
  void print(CommandSpec spec, Supplier<String> text, Supplier<String> jsonText) {
    PrintWriter out = spec.commandLine().getOut();
    out.print(json ? jsonText.get() : text.get());
    out.flush();
  }
}
