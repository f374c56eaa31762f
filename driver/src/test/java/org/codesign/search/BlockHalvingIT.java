package org.codesign.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BlockHalvingIT {

  private static final Map<String, String> OVERRIDES =
      Map.of(
          "space.widths", "[0.5, 1.0]",
          "blocks.halving.rungs", "3",
          "blocks.halving.factor", "2",
          "blocks.warm-start", "true",
          "finalists.count", "1");

  @TempDir Path folder;

  private String front(String master, Path run) throws IOException {
    SmokeSearch.run(master, run, OVERRIDES, new SmokeSearch.Heard());
    return SmokeSearch.frontCsv(run);
  }

  @Test
  void aKilledStageAndAnotherNumberOfCoresGiveTheSameFront() throws Exception {
    Path one = folder.resolve("one");
    Path two = folder.resolve("two");
    String expected = front("local[2]", one);
    assertThat(front("local[1]", two)).isEqualTo(expected);
    List<Path> rungs = folders(one.resolve("blocks"), "rung");
    assertThat(rungs).hasSizeGreaterThan(2);
    // A kill leaves some rungs and no finished block behind them.
    delete(rungs.get(rungs.size() - 1));
    for (Path block : folders(one.resolve("blocks"), "")) {
      if (!block.getFileName().toString().contains("rung")) {
        delete(block);
      }
    }
    delete(one.resolve("front"));
    Files.delete(one.resolve("front.csv"));
    assertThat(front("local[2]", one)).isEqualTo(expected);
  }

  @Test
  void fewerImagesAreTrainedOnThanToTheEnd() throws Exception {
    Path run = folder.resolve("run");
    front("local[2]", run);
    String summary = Files.readString(run.resolve("summary.json"));
    assertThat(number(summary, "used")).isPositive().isLessThan(number(summary, "whole"));
    assertThat(Files.readString(run.resolve("report.html"))).contains("to train all to the end");
  }

  private static long number(String json, String key) {
    return Long.parseLong(json.replaceAll("(?s).*\"" + key + "\" : (\\d+).*", "$1"));
  }

  private static List<Path> folders(Path parent, String part) throws IOException {
    try (Stream<Path> all = Files.list(parent)) {
      return all.filter(Files::isDirectory)
          .filter(path -> path.getFileName().toString().contains(part))
          .sorted()
          .toList();
    }
  }

  private static void delete(Path path) throws IOException {
    try (Stream<Path> all = Files.walk(path)) {
      for (Path file : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
