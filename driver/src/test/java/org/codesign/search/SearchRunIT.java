package org.codesign.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.codesign.report.HeadlessChromium;
import org.codesign.store.RunConflictException;
import org.codesign.store.StageFolder;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** The whole of {@code conf/smoke.yaml}, again and again. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SearchRunIT {

  @TempDir(cleanup = CleanupMode.NEVER)
  private static Path scratch;

  private Path finished;
  private SearchSummary summary;

  @BeforeAll
  void search() {
    finished = scratch.resolve("two cores");
    summary =
        SmokeSearch.run("local[2]", finished, SmokeSearch.TWO_ROUNDS, new SmokeSearch.Heard());
  }

  @Test
  void aFrontIsFoundMeasuredAndWritten() throws IOException {
    assertThat(summary.frontPoints()).isGreaterThan(20);
    assertThat(summary.finalists()).hasSize(6);
    assertThat(summary.teacherAccuracy()).isBetween(0.3, 1.0);
    assertThat(SmokeSearch.frontCsv(finished).lines()).hasSize(summary.frontPoints() + 1);
    assertThat(finished.resolve("_SUCCESS")).exists();
    assertThat(finished.resolve("_LOCK")).doesNotExist();
    for (String table :
        List.of(
            "blocks/blocks",
            "sensitivity/sensitivity",
            "costs/accelerators",
            "front/front",
            "finalists/finalists",
            "finalists/predicted")) {
      assertThat(finished.resolve(table + ".parquet")).isNotEmptyFile();
    }
  }

  @Test
  void oneCoreGivesTheSameBytes() throws IOException {
    Path folder = scratch.resolve("one core");
    SmokeSearch.run("local[1]", folder, SmokeSearch.TWO_ROUNDS, new SmokeSearch.Heard());
    assertThat(SmokeSearch.frontCsv(folder)).isEqualTo(SmokeSearch.frontCsv(finished));
    assertThat(itemFiles(folder)).isEqualTo(itemFiles(finished));
    assertThat(folder.resolve("finalists/predicted.parquet"))
        .hasSameBinaryContentAs(finished.resolve("finalists/predicted.parquet"));
  }

  @Test
  void aKilledSearchGoesOnWhereItStopped() throws Exception {
    Path folder = scratch.resolve("killed");
    Process process = start(folder);
    Path blocks = folder.resolve("blocks");
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
    while (doneRecords(blocks).size() < 3 && System.nanoTime() < deadline) {
      TimeUnit.MILLISECONDS.sleep(20);
    }
    process.destroyForcibly().waitFor();
    List<String> kept =
        new StageFolder(new org.apache.hadoop.fs.Path(blocks.toUri()), new Configuration())
            .finishedItems();
    assertThat(kept).hasSizeBetween(2, 4);
    Map<String, Object> times = new TreeMap<>();
    for (String item : kept) {
      times.put(item, Files.getLastModifiedTime(blocks.resolve(item).resolve("done.json")));
    }
    SmokeSearch.Heard heard = new SmokeSearch.Heard();
    SmokeSearch.run("local[2]", folder, SmokeSearch.TWO_ROUNDS, heard);
    assertThat(heard.stages).contains("blocks " + kept.size() + "/5");
    for (String item : kept) {
      assertThat((Object) Files.getLastModifiedTime(blocks.resolve(item).resolve("done.json")))
          .isEqualTo(times.get(item));
    }
    assertThat(SmokeSearch.frontCsv(folder)).isEqualTo(SmokeSearch.frontCsv(finished));
    assertThat(itemFiles(folder)).isEqualTo(itemFiles(finished));
  }

  @Test
  void anotherDeviceTakesTheBlocksOver() {
    Path folder = scratch.resolve("another device");
    SmokeSearch.Heard heard = new SmokeSearch.Heard();
    SearchSummary other =
        from(
            finished,
            folder,
            Map.of(
                "device", "zu9eg",
                "finalists.count", "10",
                "finalists.rounds", "2",
                "finalists.evolution.generations", "4"),
            heard);
    assertThat(heard.stages).contains("blocks 5/5", "sensitivity 5/5");
    assertThat(other.teacherAccuracy()).isEqualTo(summary.teacherAccuracy());
    assertThat(other.finalists()).hasSize(10);
    assertThat(heard.notes)
        .anyMatch(line -> line.startsWith("evolution: by the predicted accuracy, "));
    assertThatThrownBy(
            () ->
                from(
                    finished,
                    scratch.resolve("another seed"),
                    Map.of("seed", "8"),
                    new SmokeSearch.Heard()))
        .isInstanceOf(RunConflictException.class)
        .hasMessageContaining("seed: 7 -> 8");
  }

  private static SearchSummary from(
      Path other, Path folder, Map<String, String> overrides, SmokeSearch.Heard heard) {
    return SmokeSearch.run(
        "local[2]",
        new org.apache.hadoop.fs.Path(folder.toUri()),
        overrides,
        Optional.of(new org.apache.hadoop.fs.Path(other.toUri())),
        heard);
  }

  @Test
  void anotherConfigurationOnTheSameRunIsRefused() {
    assertThatThrownBy(
            () ->
                SmokeSearch.run(
                    "local[1]",
                    finished,
                    Map.of("seed", "8", "finalists.count", "6", "finalists.rounds", "2"),
                    new SmokeSearch.Heard()))
        .isInstanceOf(RunConflictException.class)
        .hasMessageContaining("seed: 7 -> 8");
  }

  @Test
  void limitsThatNoDesignMeetsNameTheTightest() {
    assertThatThrownBy(
            () ->
                SmokeSearch.run(
                    "local[2]",
                    scratch.resolve("infeasible"),
                    Map.of("limits.latency-millis", "0.001"),
                    new SmokeSearch.Heard()))
        .isInstanceOf(NoFeasibleDesignException.class)
        .hasMessageStartingWith("No design meets the limits: the latency limit of 0.001 ms is");
  }

  @Test
  void theReportShowsEveryPointOfTheFrontInABrowser() throws Exception {
    Optional<HeadlessChromium> browser = HeadlessChromium.find();
    assumeTrue(browser.isPresent(), HeadlessChromium.MISSING);
    String dom =
        browser.get().load(finished.resolve("report.html"), Files.createTempDirectory("chromium"));
    assertThat(HeadlessChromium.rootData(dom, "error")).isEmpty();
    assertThat(HeadlessChromium.rootData(dom, "ready")).contains("true");
    assertThat(HeadlessChromium.rootData(dom, "front-points"))
        .contains(String.valueOf(summary.frontPoints()));
  }

  private static Process start(Path folder) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> !argument.startsWith("-javaagent"))
        .forEach(command::add);
    command.addAll(
        List.of(
            "-cp",
            System.getProperty("java.class.path"),
            SmokeSearch.class.getName(),
            folder.toString()));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(new File(folder.getParent().toFile(), "killed.log"))
        .start();
  }

  private static List<Path> doneRecords(Path blocks) throws IOException {
    if (!Files.isDirectory(blocks)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(blocks)) {
      return files.filter(file -> file.endsWith("done.json")).sorted().toList();
    }
  }

  /** The record of every item, which holds the hashes of its files. */
  private static Map<String, String> itemFiles(Path folder) throws IOException {
    Map<String, String> records = new TreeMap<>();
    for (String stage : List.of("blocks", "sensitivity", "front", "finalists")) {
      for (Path record : doneRecords(folder.resolve(stage))) {
        records.put(folder.relativize(record).toString(), Files.readString(record));
      }
    }
    return records;
  }
}
