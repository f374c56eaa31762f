package org.codesign.search;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.broadcast.Broadcast;
import org.codesign.store.StageFolder;
import org.codesign.task.FinalistRecord;
import org.codesign.task.ItemStore;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StageJobIT {

  private static final List<String> ITEMS = List.of("a", "b", "c", "d");

  @TempDir private Path scratch;
  private JavaSparkContext spark;

  @BeforeAll
  void startSpark() {
    spark =
        new JavaSparkContext(
            new SparkConf()
                .setMaster("local[2, 3]")
                .setAppName("stage job")
                .set("spark.ui.enabled", "false")
                .set("spark.driver.host", "127.0.0.1")
                .set("spark.driver.bindAddress", "127.0.0.1")
                .set("spark.serializer", "org.apache.spark.serializer.KryoSerializer")
                .set("spark.kryo.registrator", SearchRegistrator.class.getName())
                .set("spark.kryo.registrationRequired", "true"));
  }

  @AfterAll
  void stopSpark() {
    spark.close();
  }

  @Test
  void anItemThatAlwaysFailsIsAValueAndTriedAgainByTheNextStart() {
    List<ItemResult<FinalistRecord>> results =
        run("fails", TimeBudget.unlimited(), item -> fail(item.equals("b")));
    assertThat(results).extracting(ItemResult::problem).containsExactly("", "no memory", "", "");
    assertThat(results.get(0).record()).isPresent();
    assertThat(results.get(1).record()).isEmpty();
    assertThat(run("fails", TimeBudget.unlimited(), item -> fail(!item.equals("b"))))
        .allMatch(result -> result.record().isPresent());
  }

  @Test
  void onlyItemsThatAreWholeAreReadAndTheOthersComputedAgain() throws IOException {
    List<ItemResult<FinalistRecord>> computed = run("again", TimeBudget.unlimited(), item -> {});
    Files.write(scratch.resolve("again/b/record"), new byte[] {1});
    Files.delete(scratch.resolve("again/c/done.json"));
    Step onlyTheDamaged = item -> fail(!item.equals("b") && !item.equals("c"));
    assertThat(run("again", TimeBudget.unlimited(), onlyTheDamaged)).isEqualTo(computed);
    assertThat(run("again", TimeBudget.unlimited(), item -> fail(true))).isEqualTo(computed);
  }

  @Test
  void aFailureOfStorageEndsTheStage() {
    Step full =
        item -> {
          throw new UncheckedIOException(new IOException("No space left on device"));
        };
    assertThatThrownBy(() -> run("full", TimeBudget.unlimited(), full))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("The stage full failed.")
        .hasStackTraceContaining("No space left on device");
  }

  @Test
  void whatIsNotDoneWhenTheTimeIsSpentIsCancelled() {
    AtomicLong clock = new AtomicLong();
    TimeBudget budget = TimeBudget.of(Duration.ofSeconds(10), clock::get);
    clock.set(Duration.ofSeconds(8).toNanos());
    Step slow =
        item -> {
          if (item.equals("d")) {
            Thread.sleep(60_000);
          }
        };
    List<ItemResult<FinalistRecord>> results = run("slow", budget, slow);
    ItemResult<FinalistRecord> last = results.get(3);
    assertThat(last.record()).isEmpty();
    assertThat(last.problem()).isEqualTo("not computed: the time budget was spent");
    // A slow machine may have cut others, too.
    long cut = results.stream().filter(result -> result.record().isEmpty()).count();
    assertThat(budget.unfinished()).containsExactly("slow: %d not computed".formatted(cut));
    assertThat(run("slow", TimeBudget.unlimited(), item -> {}))
        .allMatch(result -> result.record().isPresent());
  }

  @Test
  void aLocalMasterHasANumberOfAttemptsOfItsOwn() {
    assertThat(TaskAttempts.of(new SparkConf(false).setMaster("local[*]"))).isEqualTo(1);
    assertThat(TaskAttempts.of(new SparkConf(false).setMaster("local[2,3]"))).isEqualTo(3);
    SparkConf cluster = new SparkConf(false).setMaster("spark://host:7077");
    assertThat(TaskAttempts.of(cluster)).isEqualTo(4);
    assertThat(TaskAttempts.of(cluster.set("spark.task.maxFailures", "2"))).isEqualTo(2);
  }

  /** What a task does before it stores its record. */
  private interface Step extends java.io.Serializable {
    void run(String item) throws InterruptedException;
  }

  private static void fail(boolean really) {
    if (really) {
      throw new IllegalStateException("no memory");
    }
  }

  private List<ItemResult<FinalistRecord>> run(String name, TimeBudget budget, Step step) {
    org.apache.hadoop.fs.Path folder = new org.apache.hadoop.fs.Path(scratch.resolve(name).toUri());
    StageItems store = StageItems.of(new StageFolder(folder, new Configuration()));
    Broadcast<StageItems> shared = spark.broadcast(store);
    Function<String, FinalistRecord> task =
        item -> {
          step.run(item);
          shared.value().write(item, Map.of("record", item.getBytes(UTF_8)));
          return record(item);
        };
    SearchContext context =
        new SearchContext(null, null, spark, null, null, new SmokeSearch.Heard(), budget);
    return new StageJob<>(name, store, new Identity(), StageJobIT::readRecord, 0.9)
        .run(context, ITEMS, task);
  }

  private static FinalistRecord readRecord(ItemStore store, String item) throws IOException {
    return record(new String(store.read(item, "record"), UTF_8));
  }

  private static FinalistRecord record(String item) {
    return new FinalistRecord(item, 1, 1, 1, "");
  }

  private static final class Identity implements StageJob.ItemIdentity<String> {
    @Override
    public String id(String item) {
      return item;
    }

    @Override
    public long weight(String item) {
      return -ITEMS.indexOf(item);
    }
  }
}
