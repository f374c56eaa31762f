package org.codesign.benchmarks;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.codesign.search.SearchRegistrator;
import org.codesign.search.SmallBlocks;

/**
 * What Spark costs a block. First, 10,000 block items that train nothing go through the search's
 * own stage on one executor process of one core: the time a block is all overhead, with the files
 * of the run directory, Kryo and the event log. Then the blocks of {@code conf/quickstart.yaml} are
 * trained on two local cores, or read from the event log that the environment's {@code
 * SCHEDULING_EVENT_LOG} names, and a {@link ClusterSimulation} replays them, each so often that
 * there are 10,000, on 256 executors: in the order of the search, which is heaviest first by the
 * work that it expects, and in a random order. The driver's share of a task is the processor time
 * of all its threads, as if they were one; what it does before and after the job is of as many
 * blocks. Both are serial. What remains of the time between two tasks' code is the executor's own
 * and the network's, and is part of how long the recorded tasks held their core.
 */
final class SchedulingComparison implements Comparison {

  private static final int WARM_UP = 500;
  private static final int EXECUTORS = 256;
  private static final int TASKS = 10_000;
  private static final long SEED = 7;
  private static final double ALLOWED_MILLIS = 50;
  private static final double HOPED_MILLIS = 10;

  /**
   * Milliseconds a block.
   *
   * @param wholeMillis all of it
   * @param driverMillis processor time of all threads of the driver
   * @param aroundMillis what passes before and after the job
   */
  private record Overhead(double wholeMillis, double driverMillis, double aroundMillis) {}

  @Override
  public String name() {
    return "scheduling";
  }

  @Override
  public String description() {
    return "Spark's overhead a block, and a simulated cluster of 256 executors";
  }

  @Override
  public List<Row> run(Consumer<String> progress) throws Exception {
    Path folder = Files.createTempDirectory("scheduling");
    Overhead overhead = overhead(folder, progress);
    String recorded = System.getenv("SCHEDULING_EVENT_LOG");
    Path log = recorded == null ? quickstart(folder, progress) : Path.of(recorded);
    RecordedJob blocks = RecordedJob.read(log, "blocks");
    progress.accept("The files are in " + folder);
    return List.of(
        new Row(
            "overhead-per-block",
            overhead.wholeMillis(),
            ALLOWED_MILLIS,
            "ms",
            ALLOWED_MILLIS / overhead.wholeMillis(),
            ALLOWED_MILLIS / overhead.wholeMillis(),
            ALLOWED_MILLIS / overhead.wholeMillis(),
            1,
            ALLOWED_MILLIS / HOPED_MILLIS),
        simulated("256-executors-efficiency", overhead, blocks, copies(blocks), progress),
        simulated("256-executors-random-order", overhead, blocks, shuffled(blocks), progress));
  }

  private static Overhead overhead(Path folder, Consumer<String> progress) throws IOException {
    Path events = Files.createDirectories(folder.resolve("events"));
    String group = "measured";
    double seconds;
    double driverMillis;
    try (JavaSparkContext spark = oneExecutor(events)) {
      org.apache.hadoop.fs.Path run = new org.apache.hadoop.fs.Path(folder.resolve("run").toUri());
      SmallBlocks.seconds(spark, run, "warm-up", WARM_UP);
      long before = processorNanos();
      seconds = SmallBlocks.seconds(spark, run, group, TASKS);
      driverMillis = (processorNanos() - before) / 1e6 / TASKS;
    }
    RecordedJob job = RecordedJob.read(onlyFile(events), group);
    double whole = 1000 * seconds / TASKS;
    double around = whole - job.wallMillis() / TASKS;
    double run = job.tasks().stream().mapToLong(RecordedTask::runMillis).average().orElseThrow();
    progress.accept(
        "%d blocks: %.2f ms a block, of which %.2f ms in the task's code, %.2f ms between, %.2f ms before and after the job; %.2f ms of the driver's threads"
            .formatted(TASKS, whole, run, job.meanOutsideMillis(), around, driverMillis));
    return new Overhead(whole, driverMillis, Math.max(0, around));
  }

  /** Of all threads of the driver, but not of the compiler and the collector, which work beside. */
  private static long processorNanos() {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    return Arrays.stream(threads.getAllThreadIds())
        .map(threads::getThreadCpuTime)
        .filter(nanos -> nanos > 0)
        .sum();
  }

  /** A master, a worker and one executor process of one core. */
  private static JavaSparkContext oneExecutor(Path events) {
    return new JavaSparkContext(
        new SparkConf()
            .setMaster("local-cluster[1,1,1024]")
            .setAppName("scheduling")
            .set("spark.log.level", "WARN")
            .set("spark.ui.enabled", "false")
            .set("spark.driver.host", "127.0.0.1")
            .set("spark.driver.bindAddress", "127.0.0.1")
            .set("spark.executor.extraClassPath", System.getProperty("java.class.path"))
            .set("spark.locality.wait", "0s")
            .set("spark.eventLog.enabled", "true")
            .set("spark.eventLog.dir", events.toUri().toString())
            .set("spark.serializer", "org.apache.spark.serializer.KryoSerializer")
            .set("spark.kryo.registrator", SearchRegistrator.class.getName())
            .set("spark.kryo.registrationRequired", "true"));
  }

  private static Row simulated(
      String label,
      Overhead overhead,
      RecordedJob blocks,
      List<ClusterSimulation.Task> tasks,
      Consumer<String> progress) {
    ClusterSimulation cluster =
        new ClusterSimulation(EXECUTORS, overhead.driverMillis(), blocks.firstTaskMillis());
    ClusterSimulation.Outcome outcome = cluster.run(tasks);
    double serial = overhead.aroundMillis() * tasks.size();
    double efficiency = outcome.efficiency(EXECUTORS, serial);
    progress.accept(
        "%s: %d tasks of %.0f ms on average; %.1f s, and %.1f s around them; %.2f %%"
            .formatted(
                label,
                tasks.size(),
                outcome.busyMillis() / tasks.size(),
                outcome.makespanMillis() / 1000,
                serial / 1000,
                100 * efficiency));
    return new Row(
        label, 100 * efficiency, 100, "%", efficiency, efficiency, efficiency, 0.85, 0.95);
  }

  /** Copies of each recorded task, one after the other, in the order of the search. */
  private static List<ClusterSimulation.Task> copies(RecordedJob blocks) {
    List<ClusterSimulation.Task> tasks = new ArrayList<>();
    int kinds = blocks.tasks().size();
    for (int i = 0; i < TASKS; i++) {
      RecordedTask task = blocks.tasks().get((int) ((long) i * kinds / TASKS));
      tasks.add(new ClusterSimulation.Task(task.busyMillis(), task.occupiedMillis()));
    }
    return tasks;
  }

  private static List<ClusterSimulation.Task> shuffled(RecordedJob blocks) {
    List<ClusterSimulation.Task> tasks = copies(blocks);
    Collections.shuffle(tasks, new Random(SEED));
    return tasks;
  }

  private static Path quickstart(Path folder, Consumer<String> progress)
      throws IOException, InterruptedException {
    Path home = Path.of(System.getProperty("codesign.home"));
    Path events = Files.createDirectories(folder.resolve("quickstart-events"));
    List<String> command =
        List.of(
            home.resolve("bin/codesign").toString(),
            "search",
            "--config",
            home.resolve("conf/quickstart.yaml").toString(),
            "--run",
            folder.resolve("quickstart").toString(),
            "--master",
            "local[2]",
            "--until",
            "blocks");
    progress.accept(String.join(" ", command));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile());
    builder
        .environment()
        .put(
            "CODESIGN_JAVA_OPTIONS",
            "-Xmx3g -Dspark.eventLog.enabled=true -Dspark.eventLog.dir=" + events.toUri());
    if (builder.start().waitFor() != 0) {
      throw new IOException("The search failed; see " + folder.resolve("log"));
    }
    return onlyFile(events);
  }

  private static Path onlyFile(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> !file.getFileName().toString().startsWith("."))
          .findFirst()
          .orElseThrow(() -> new IOException("There is no event log in " + folder + "."));
    }
  }
}
