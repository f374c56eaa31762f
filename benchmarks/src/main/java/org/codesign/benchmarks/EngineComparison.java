package org.codesign.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/**
 * Training and inference against libtorch 2.7.1, one thread each, in processes of their own that
 * take turns step by step. libtorch runs in NCHW and channels-last; the faster median counts. Both
 * sides train with momentum on the same layers and infer with batch normalisation from running
 * statistics (which ours folds into weights if it likes, in the time measured).
 */
final class EngineComparison implements Comparison {

  private static final int WARM_UP = 3;
  private static final int ROUNDS = 11;
  private static final int EARLY_STEPS = 200;
  private static final int LATE_STEPS = 2_000;

  @Override
  public String name() {
    return "engine";
  }

  @Override
  public String description() {
    return "training and inference of convolutional networks: ours against libtorch, one thread";
  }

  @Override
  public List<Row> run(Consumer<String> progress) throws Exception {
    List<Row> rows = new ArrayList<>();
    try (EngineProcess ours = ours();
        EngineProcess peer = libtorch()) {
      rows.add(row("resnet20-train-b128", "resnet20 train 128", ours, peer, progress));
      rows.add(row("resnet20-train-b32", "resnet20 train 32", ours, peer, progress));
      rows.add(row("resnet20-inference-b128", "resnet20 infer 128", ours, peer, progress));
      rows.add(row("inverted-train-b32", "inverted train 32", ours, peer, progress));
      rows.add(GradientComparison.run(ours, peer, progress));
    }
    rows.add(twoProcesses(progress));
    rows.add(peakMemory(progress));
    rows.add(memory(progress));
    rows.addAll(new HessianComparison().run(progress));
    return rows;
  }

  private static EngineProcess ours() throws IOException {
    return new EngineProcess(System.getProperty("java.class.path"), EngineWorker.class.getName());
  }

  private static EngineProcess libtorch() throws IOException {
    Path target = Path.of(System.getProperty("codesign.home"), "benchmarks", "libtorch", "target");
    return new EngineProcess(
        target.resolve("classes") + ":" + target.resolve("lib") + "/*",
        "org.codesign.benchmarks.libtorch.LibtorchPeer");
  }

  private static Row row(
      String label, String step, EngineProcess ours, EngineProcess peer, Consumer<String> progress)
      throws IOException {
    List<Double> mine = new ArrayList<>();
    List<Double> plain = new ArrayList<>();
    List<Double> channelsLast = new ArrayList<>();
    for (int round = -WARM_UP; round < ROUNDS; round++) {
      double a = ours.ask(step);
      double b = peer.ask(step + " nchw");
      double c = peer.ask(step + " channels-last");
      if (round >= 0) {
        mine.add(a);
        plain.add(b);
        channelsLast.add(c);
      }
    }
    progress.accept(
        "%s: %.1f ms, libtorch NCHW %.1f ms, channels-last %.1f ms"
            .formatted(label, median(mine), median(plain), median(channelsLast)));
    List<Double> best = median(plain) < median(channelsLast) ? plain : channelsLast;
    return row(label, mine, best, "ms", 0.8, 1.2);
  }

  /** Times: less is better. */
  private static Row row(
      String label, List<Double> ours, List<Double> peer, String unit, double must, double goal) {
    double lowest = Double.POSITIVE_INFINITY;
    double highest = 0;
    for (int i = 0; i < ours.size(); i++) {
      double ratio = peer.get(i) / ours.get(i);
      lowest = Math.min(lowest, ratio);
      highest = Math.max(highest, ratio);
    }
    double ratio = median(peer) / median(ours);
    return new Row(label, median(ours), median(peer), unit, ratio, lowest, highest, must, goal);
  }

  /** What two processes need for a step that one needs alone, of one engine. */
  private record Scaling(List<Double> together, List<Double> alone) {
    double ratio() {
      return median(alone) / median(together);
    }
  }

  /** Images a second of two processes that train at the same time, against one alone. */
  private static Row twoProcesses(Consumer<String> progress) throws Exception {
    Scaling mine;
    try (EngineProcess first = ours();
        EngineProcess second = ours()) {
      mine = scaling(first, second, "resnet20 train 128");
    }
    try (EngineProcess first = libtorch();
        EngineProcess second = libtorch()) {
      Scaling theirs = scaling(first, second, "resnet20 train 128 channels-last");
      progress.accept(
          "two processes against one: %.2f, libtorch by itself %.2f"
              .formatted(mine.ratio(), theirs.ratio()));
    }
    return row("two-processes-against-one", mine.together(), mine.alone(), "ms", 1.7, 1.9);
  }

  private static Scaling scaling(EngineProcess first, EngineProcess second, String step)
      throws Exception {
    Scaling scaling = new Scaling(new ArrayList<>(), new ArrayList<>());
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      for (int round = -WARM_UP; round < ROUNDS; round++) {
        EngineProcess single = round % 2 == 0 ? first : second;
        double alone = (single.ask(step) + single.ask(step)) / 2;
        // Each goes on until the other has ended, so that all counted steps had company.
        CountDownLatch running = new CountDownLatch(2);
        Future<Double> one = threads.submit(() -> inCompany(first, step, running));
        Future<Double> other = threads.submit(() -> inCompany(second, step, running));
        double both = 1 / (1 / one.get() + 1 / other.get());
        if (round >= 0) {
          scaling.alone().add(alone);
          scaling.together().add(both);
        }
      }
    } finally {
      threads.shutdown();
    }
    return scaling;
  }

  /** The mean of two steps after one that is not counted. */
  private static double inCompany(EngineProcess process, String step, CountDownLatch running)
      throws IOException {
    double unused = process.ask(step);
    double mean = (process.ask(step) + process.ask(step)) / 2;
    running.countDown();
    while (running.getCount() > 0) {
      unused += process.ask(step);
    }
    return mean;
  }

  /** The most memory that was resident in a few steps, the JVM and its heap included. */
  private static Row peakMemory(Consumer<String> progress) throws IOException {
    try (EngineProcess ours = ours();
        EngineProcess peer = libtorch()) {
      for (int step = 0; step < ROUNDS; step++) {
        double unused = ours.ask("resnet20 train 128");
        unused += peer.ask("resnet20 train 128 channels-last");
      }
      double mine = ours.mebibytes("VmHWM");
      double theirs = peer.mebibytes("VmHWM");
      progress.accept("peak memory: %.0f MiB, libtorch %.0f MiB".formatted(mine, theirs));
      return row("peak-memory-b128", List.of(mine), List.of(theirs), "MiB", 0, 1);
    }
  }

  /** Resident memory after many training steps against that after few: the peer is the latter. */
  private static Row memory(Consumer<String> progress) throws IOException {
    try (EngineProcess ours = ours()) {
      double early = 0;
      for (int step = 1; step <= LATE_STEPS; step++) {
        double unused = ours.ask("resnet20 train 16");
        early = step == EARLY_STEPS ? ours.mebibytes("VmRSS") : early;
      }
      double late = ours.mebibytes("VmRSS");
      progress.accept("memory: %.0f MiB, then %.0f MiB".formatted(early, late));
      return row("memory-2000-steps-b16", List.of(late), List.of(early), "MiB", 1 / 1.05, 1);
    }
  }

  private static double median(List<Double> values) {
    return values.stream().sorted().skip(values.size() / 2).findFirst().orElseThrow();
  }
}
