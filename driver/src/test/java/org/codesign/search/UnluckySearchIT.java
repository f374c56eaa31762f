package org.codesign.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.hadoop.conf.Configuration;
import org.codesign.store.StageFolder;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** Whole searches of {@code conf/smoke.yaml} whose time or whose candidates fail. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class UnluckySearchIT {

  private static final Map<String, String> ONE_FINALIST = Map.of("finalists.count", "1");
  private static final List<String> TRAINED =
      List.of("stage1.block1.separable-k3", "stage2.block1.inverted-k3-e3");

  @TempDir(cleanup = CleanupMode.NEVER)
  private static Path scratch;

  private Path finished;

  @BeforeAll
  void search() {
    finished = scratch.resolve("finished");
    SmokeSearch.run("local[2]", finished, ONE_FINALIST, new SmokeSearch.Heard());
  }

  @Test
  void aSearchOutOfTimeWritesTheFrontOfWhatIsFinishedAndGoesOnLater() throws IOException {
    Path folder = scratch.resolve("out of time");
    SmokeSearch.Heard heard = new SmokeSearch.Heard();
    copyBlocks(folder);
    TRAINED.forEach(item -> stage(folder, "blocks").begin(item));

    // The blocks' share of the time, six tenths, is over when they begin; the rest has enough.
    AtomicLong clock = new AtomicLong();
    TimeBudget budget = TimeBudget.of(Duration.ofHours(10), clock::get);
    clock.set(Duration.ofHours(7).toNanos());
    SearchSummary cut = run(folder, ONE_FINALIST, heard, budget);
    assertThat(cut.unfinished()).containsExactly("blocks: 2 not computed");
    assertThat(cut.frontPoints()).isPositive();
    assertThat(cut.finalists()).hasSize(1);
    assertThat(heard.stages).contains("blocks 3/5");
    assertThat(heard.notes)
        .contains("blocks: 2 of 2 are left for the next start, for the time budget was spent")
        .noneMatch(note -> note.contains("cannot be used"));
    assertThat(SmokeSearch.frontCsv(folder).lines()).hasSize(cut.frontPoints() + 1);
    assertThat(SmokeSearch.frontCsv(folder)).doesNotContain("separable").doesNotContain("inverted");
    assertThat(folder.resolve("report.html")).isNotEmptyFile();
    assertThat(folder.resolve("_SUCCESS")).doesNotExist();

    SearchSummary whole = run(folder, ONE_FINALIST, heard, TimeBudget.unlimited());
    assertThat(whole.unfinished()).isEmpty();
    assertThat(SmokeSearch.frontCsv(folder)).isEqualTo(SmokeSearch.frontCsv(finished));
    assertThat(folder.resolve("_SUCCESS")).exists();
  }

  @Test
  void aBlockWhoseTaskAlwaysFailsIsMarkedAndTheSearchGoesOnToItsReport() throws IOException {
    Path folder = scratch.resolve("faulty");
    SmokeSearch.Heard heard = new SmokeSearch.Heard();
    String key = "spark.hadoop.fs." + FakeFaultyFileSystem.SCHEME + ".impl";
    System.setProperty(key, FakeFaultyFileSystem.class.getName());
    SearchSummary summary;
    try {
      summary =
          SmokeSearch.run(
              "local[2, 2]",
              new org.apache.hadoop.fs.Path(FakeFaultyFileSystem.SCHEME, "", folder.toString()),
              ONE_FINALIST,
              heard);
    } finally {
      System.clearProperty(key);
    }
    assertThat(heard.notes)
        .contains(
            "The block inverted-k3-e3 at stage2.block1 cannot be used: "
                + FakeFaultyFileSystem.REASON);
    assertThat(summary.unfinished()).isEmpty();
    assertThat(summary.finalists()).hasSize(1);
    assertThat(SmokeSearch.frontCsv(folder)).doesNotContain(FakeFaultyFileSystem.ITEM);
    assertThat(Files.readString(folder.resolve("report.html")))
        .contains(FakeFaultyFileSystem.REASON);
    assertThat(folder.resolve("_SUCCESS")).exists();
  }

  private static SearchSummary run(
      Path folder, Map<String, String> overrides, Progress progress, TimeBudget budget) {
    return SmokeSearch.run(
        "local[2]",
        new org.apache.hadoop.fs.Path(folder.toUri()),
        overrides,
        Optional.empty(),
        progress,
        budget);
  }

  /** A run that was killed after its sensitivities. */
  private void copyBlocks(Path folder) throws IOException {
    Files.createDirectories(folder);
    Files.copy(finished.resolve("manifest.json"), folder.resolve("manifest.json"));
    for (String name : List.of("teacher", "blocks", "sensitivity")) {
      copy(finished.resolve(name), folder.resolve(name));
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (var files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
    }
  }

  private static StageFolder stage(Path folder, String name) {
    return new StageFolder(
        new org.apache.hadoop.fs.Path(folder.resolve(name).toUri()), new Configuration());
  }
}
