package org.codesign.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A JVM that answers a line with a number, with one native thread and one that collects garbage.
 * Its heap is small and resident from the start, so that what grows is native memory.
 */
final class EngineProcess implements AutoCloseable {

  private final Process process;
  private final PrintWriter requests;
  private final BufferedReader answers;

  /**
   * @param mainClass reads lines and writes numbers
   * @param arguments of it
   */
  EngineProcess(String classPath, String mainClass, String... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                System.getProperty("java.home") + "/bin/java",
                "-Xms96m",
                "-Xmx96m",
                "-XX:+AlwaysPreTouch",
                "-XX:+UseSerialGC",
                "-Dorg.bytedeco.javacpp.maxbytes=6G",
                "-Dorg.bytedeco.javacpp.maxphysicalbytes=0"));
    command.addAll(List.of("-cp", classPath, mainClass));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().put("OMP_NUM_THREADS", "1");
    // Otherwise each of the JVM's own threads keeps what it once freed.
    builder.environment().put("MALLOC_ARENA_MAX", "1");
    process = builder.start();
    requests = new PrintWriter(process.outputWriter(StandardCharsets.UTF_8), true);
    answers = process.inputReader(StandardCharsets.UTF_8);
  }

  /** The answer to a line, and lines that are no numbers left out. */
  double ask(String line) throws IOException {
    send(line);
    return receive();
  }

  void send(String line) {
    requests.println(line);
  }

  double receive() throws IOException {
    for (String line = answers.readLine(); line != null; line = answers.readLine()) {
      if (line.matches("[0-9.Ee+-]+")) {
        return Double.parseDouble(line);
      }
    }
    throw new IOException("The process of the benchmark ended too soon.");
  }

  /** Mebibytes of memory by the kernel's name: VmRSS for resident ones, VmHWM for their maximum. */
  double mebibytes(String name) throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/" + process.pid() + "/status"))) {
      if (line.startsWith(name + ":")) {
        return Double.parseDouble(line.replaceAll("[^0-9]", "")) / 1024;
      }
    }
    throw new IOException("The kernel does not tell " + name + ".");
  }

  @Override
  public void close() {
    process.destroy();
  }
}
