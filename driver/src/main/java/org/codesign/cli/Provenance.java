package org.codesign.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What has made a run: program, command, machine and time, by name in reading order. */
final class Provenance {

  private static final String UNKNOWN = "unknown";
  private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

  private Provenance() {}

  /**
   * Collects it.
   *
   * @param arguments of the command line
   * @param sparkVersion of the Spark that runs, which need not be the one of the build
   */
  static Map<String, String> collect(
      List<String> arguments, Installation installation, String sparkVersion, Instant start) {
    BuildInfo build = BuildInfo.load();
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("version", build.version());
    facts.put("git-commit", installation.commit().orElse(UNKNOWN));
    facts.put("command-line", commandLine(arguments));
    facts.put("started-utc", start.truncatedTo(ChronoUnit.SECONDS).toString());
    facts.put("java", property("java.vm.name") + " " + property("java.runtime.version"));
    facts.put("spark", sparkVersion);
    facts.put("deeplearning4j", build.deeplearning4j());
    facts.put(
        "os",
        "%s %s %s".formatted(property("os.name"), property("os.version"), property("os.arch")));
    facts.put("cpu", cpuModel(CPU_INFO));
    facts.put("processors", Integer.toString(Runtime.getRuntime().availableProcessors()));
    return Collections.unmodifiableMap(facts);
  }

  /** The command line, ready to be pasted into a shell. */
  static String commandLine(List<String> arguments) {
    return "codesign "
        + arguments.stream().map(Provenance::quoted).collect(Collectors.joining(" "));
  }

  private static String quoted(String argument) {
    return argument.matches("[A-Za-z0-9_./:=,@%+-]+")
        ? argument
        : "'" + argument.replace("'", "'\\''") + "'";
  }

  /** The processor's name in a file such as Linux's {@code /proc/cpuinfo}. */
  static String cpuModel(Path cpuInfo) {
    try {
      return Files.readAllLines(cpuInfo, StandardCharsets.UTF_8).stream()
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse(UNKNOWN);
    } catch (IOException e) {
      return UNKNOWN;
    }
  }

  private static String property(String key) {
    return System.getProperty(key, UNKNOWN);
  }
}
