package org.codesign.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.ExecutionException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Parses and runs one command line; every failure becomes lines and a status. */
final class Shell {

  private static final String VERBOSE = "--verbose";
  private static final String TASK_LOG_LEVEL = "codesign.log.tasks";

  private final CommandLine commandLine;
  private final Streams streams;

  Shell(CodesignCommand command, Streams streams) {
    this.streams = streams;
    commandLine = command.commandLine();
    commandLine
        .setOut(streams.results())
        .setErr(streams.messages())
        .setExpandAtFiles(false)
        .setUsageHelpWidth(100)
        .setUsageHelpLongOptionsMaxWidth(30)
        .setExecutionStrategy(this::execute)
        .setParameterExceptionHandler(this::explain)
        .setExecutionExceptionHandler(this::report);
  }

  /** The status of the process. */
  int run(String... args) {
    return commandLine.execute(args);
  }

  private int execute(ParseResult parsed) {
    if (isVerbose(parsed)) {
      System.setProperty(TASK_LOG_LEVEL, "warn");
    }
    try {
      return new CommandLine.RunLast().execute(parsed);
    } catch (Error e) {
      throw new ExecutionException(commandLine, e.toString(), e);
    }
  }

  private int explain(ParameterException problem, String[] args) {
    CommandLine command = problem.getCommandLine();
    List<String> unmatched = command.getUnmatchedArguments();
    String what =
        unmatched.isEmpty() ? sentence(problem.getMessage()) : unknown(command, unmatched);
    streams
        .messages()
        .printf("codesign: %s See '%s --help'.%n", what, command.getCommandSpec().qualifiedName());
    return ExitStatus.USAGE_OR_CONFIGURATION.code();
  }

  /** What was not understood comes before what is missing: a misspelt option is often both. */
  private static String unknown(CommandLine command, List<String> unmatched) {
    String word = unmatched.get(0);
    boolean isVerb = !command.getSubcommands().isEmpty();
    String kind = word.startsWith("-") ? "Unknown option" : isVerb ? "Unknown verb" : "Unexpected";
    List<String> near = new UnmatchedArgumentException(command, unmatched).getSuggestions();
    String suggestion = near.isEmpty() ? "" : " Did you mean " + near.get(0) + "?";
    return "%s '%s'.%s".formatted(kind, word, suggestion);
  }

  private static String sentence(String message) {
    String line = String.join(" ", message.lines().map(String::strip).toList());
    return line.endsWith(".") || line.endsWith("?") ? line : line + ".";
  }

  private int report(Exception thrown, CommandLine command, ParseResult parsed) {
    Failure failure = Failure.of(thrown);
    PrintWriter messages = streams.messages();
    if (failure.status() == ExitStatus.INTERNAL_ERROR) {
      failure.lines().forEach(line -> messages.println("codesign: " + line + keepTrace(thrown)));
    } else {
      failure.lines().forEach(line -> messages.println("codesign: " + line));
    }
    if (isVerbose(parsed)) {
      thrown.printStackTrace(messages);
    }
    return failure.status().code();
  }

  private static boolean isVerbose(ParseResult parsed) {
    ParseResult last = parsed;
    while (last.hasSubcommand()) {
      last = last.subcommand();
    }
    return last.hasMatchedOption(VERBOSE);
  }

  private static String keepTrace(Exception thrown) {
    try {
      Path log = Files.createTempFile("codesign-error-", ".log");
      try (PrintWriter writer = new PrintWriter(Files.newBufferedWriter(log))) {
        thrown.printStackTrace(writer);
      }
      return " (the stack trace is in " + log + ")";
    } catch (IOException e) {
      return " (" + VERBOSE + " prints the stack trace)";
    }
  }
}
