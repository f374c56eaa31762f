package org.codesign.search;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.codesign.config.RunConfig;

/** Runs {@code conf/smoke.yaml} on a Spark of its own, with Kryo registration required. */
public final class SmokeSearch {

  /** What was told while the search ran. */
  static final class Heard implements Progress {
    final List<String> stages = new ArrayList<>();
    final List<String> notes = new ArrayList<>();

    @Override
    public synchronized void begin(String stage, int items, int finished) {
      stages.add(stage + " " + finished + "/" + items);
    }

    @Override
    public void advance(long failed) {}

    @Override
    public void end() {}

    @Override
    public synchronized void note(String line) {
      notes.add(line);
    }
  }

  /** Enough finalists for a predictor, in two rounds. */
  static final Map<String, String> TWO_ROUNDS =
      Map.of("finalists.count", "6", "finalists.rounds", "2");

  private SmokeSearch() {}

  /** The folder conf of the project. */
  static Path conf() {
    return Path.of("..", "conf").toAbsolutePath().normalize();
  }

  static SearchSummary run(
      String master, Path folder, Map<String, String> overrides, Progress progress) {
    return run(master, new org.apache.hadoop.fs.Path(folder.toUri()), overrides, progress);
  }

  static SearchSummary run(
      String master,
      org.apache.hadoop.fs.Path folder,
      Map<String, String> overrides,
      Progress progress) {
    return run(master, folder, overrides, Optional.empty(), progress);
  }

  static SearchSummary run(
      String master,
      org.apache.hadoop.fs.Path folder,
      Map<String, String> overrides,
      Optional<org.apache.hadoop.fs.Path> blocksFrom,
      Progress progress) {
    return run(master, folder, overrides, blocksFrom, progress, TimeBudget.unlimited());
  }

  static SearchSummary run(
      String master,
      org.apache.hadoop.fs.Path folder,
      Map<String, String> overrides,
      Optional<org.apache.hadoop.fs.Path> blocksFrom,
      Progress progress,
      TimeBudget budget) {
    SparkConf conf =
        new SparkConf()
            .setAppName("smoke")
            .setMaster(master)
            .set("spark.ui.enabled", "false")
            .set("spark.driver.host", "127.0.0.1")
            .set("spark.driver.bindAddress", "127.0.0.1")
            .set("spark.serializer", "org.apache.spark.serializer.KryoSerializer")
            .set("spark.kryo.registrator", SearchRegistrator.class.getName())
            .set("spark.kryo.registrationRequired", "true");
    try (JavaSparkContext spark = new JavaSparkContext(conf)) {
      RunConfig config =
          RunConfig.read(
              conf().resolve("smoke.yaml").toString(), overrides, spark.hadoopConfiguration());
      return new SearchRun(config, folder, spark, progress, budget, Map.of("command", "smoke"))
          .run(Optional.empty(), blocksFrom);
    }
  }

  static String frontCsv(Path folder) throws java.io.IOException {
    return Files.readString(folder.resolve("front.csv"), StandardCharsets.UTF_8);
  }

  /** Runs the search in the given folder; for a JVM of its own that is to be killed. */
  public static void main(String[] arguments) {
    run("local[1]", Path.of(arguments[0]), TWO_ROUNDS, new Heard());
  }
}
