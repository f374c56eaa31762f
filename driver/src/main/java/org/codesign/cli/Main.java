package org.codesign.cli;

import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.util.List;

/** The entry point of {@code bin/codesign} and of spark-submit. */
public final class Main {

  private Main() {}

  /** Runs one command and ends the process with its status. */
  public static void main(String[] args) {
    Streams streams = new Streams(writer(System.out), writer(System.err));
    Installation installation = Installation.of(System.getProperties());
    Terminal terminal = Terminal.of(System.getProperties());
    terminal.prepareLogging();
    CodesignCommand command =
        new CodesignCommand(
            () -> new SparkRuns(List.of(args), installation, streams.messages(), terminal),
            installation);
    int status = new Shell(command, streams).run(args);
    streams.flush();
    if (status != ExitStatus.DONE.code() || !isOwnedByCluster()) {
      System.exit(status);
    }
  }

  /** YARN takes a driver of its own that exits before its main method returns for a failed one. */
  private static boolean isOwnedByCluster() {
    return "cluster".equals(System.getProperty("spark.submit.deployMode"));
  }

  private static PrintWriter writer(java.io.PrintStream stream) {
    return new PrintWriter(stream, true, Charset.defaultCharset());
  }
}
