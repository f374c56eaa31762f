package org.codesign.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the compiler forgets: the length of files, and what tests say about exceptions. */
class SourceFilesTest {

  private static final int LONGEST_MAIN = 400;
  private static final int LONGEST_TEST = 500;
  private static final List<String> MODULES =
      List.of("search-space", "hw-profiles", "executors", "driver", "benchmarks");

  /** The statement that starts with assertThatThrownBy, up to its semicolon at the line's end. */
  private static final Pattern THROWN_BY =
      Pattern.compile(
          "assertThat(?:ThrownBy|ExceptionOfType)\\(.*?;\\R(?=\\s*\\R|\\s*[}a-zA-Z@/])",
          Pattern.DOTALL);

  private static List<Path> sources(String kind) throws IOException {
    List<Path> files = new ArrayList<>();
    for (String module : MODULES) {
      Path root = Path.of("..", module, "src", kind, "java");
      if (Files.isDirectory(root)) {
        try (Stream<Path> found = Files.walk(root)) {
          found.filter(file -> file.toString().endsWith(".java")).sorted().forEach(files::add);
        }
      }
    }
    return files;
  }

  private static List<String> longerThan(int limit, String kind) throws IOException {
    List<String> tooLong = new ArrayList<>();
    for (Path file : sources(kind)) {
      int lines = Files.readAllLines(file).size();
      if (lines > limit) {
        tooLong.add(file + " has " + lines + " lines");
      }
    }
    return tooLong;
  }

  @Test
  void filesAreShortEnoughToRead() throws IOException {
    assertThat(sources("main")).hasSizeGreaterThan(100);
    assertThat(longerThan(LONGEST_MAIN, "main")).isEmpty();
    assertThat(longerThan(LONGEST_TEST, "test")).isEmpty();
  }

  @Test
  void everyExpectedExceptionHasItsMessageChecked() throws IOException {
    List<String> unchecked = new ArrayList<>();
    int statements = 0;
    for (Path file : sources("test")) {
      Matcher statement = THROWN_BY.matcher(Files.readString(file));
      while (statement.find()) {
        statements++;
        if (!statement.group().contains("Message")
            && !statement.group().contains("StackTraceContaining")) {
          unchecked.add(file + ": " + statement.group().strip());
        }
      }
    }
    assertThat(statements).isGreaterThan(100);
    assertThat(unchecked).isEmpty();
  }

  @Test
  void everyPackageSaysWhatItIs() throws IOException {
    List<Path> silent =
        sources("main").stream()
            .map(Path::getParent)
            .distinct()
            .filter(folder -> !Files.exists(folder.resolve("package-info.java")))
            .toList();
    assertThat(silent).isEmpty();
  }
}
