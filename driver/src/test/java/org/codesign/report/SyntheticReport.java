package org.codesign.report;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A made-up report with the shape of a real one: a seeded random search over six positions. */
final class SyntheticReport {

  static final List<String> POSITIONS =
      List.of("stage1.0", "stage1.1", "stage2.0", "stage2.1", "stage3.0", "stage3.1");

  private static final List<String> OPERATORS =
      List.of(
          "residual-k3",
          "residual-k3-w0.5",
          "separable-k3",
          "separable-k5",
          "inverted-k3-e3",
          "inverted-k5-e6");
  private static final double[] WEIGHTS = {18_432, 9_216, 2_600, 3_100, 7_900, 16_800};
  private static final int[] BITS = {2, 3, 4, 6, 8};
  private static final Teacher TEACHER = new Teacher("resnet-14", 0.9128, 2_000, 1_096_000);

  private final Random random;

  private SyntheticReport(long seed) {
    this.random = new Random(seed);
  }

  /** A report with this many designs on the front, eight of them measured. */
  static ReportModel of(int points, long seed) {
    SyntheticReport report = new SyntheticReport(seed);
    FrontTable front = new FrontTable(columns(), POSITIONS, report.front(points));
    return new ReportModel(
        summary(),
        front,
        report.finalists(front),
        report.blocks(),
        report.layers(),
        provenance(seed));
  }

  private static List<Column> columns() {
    return List.of(
        new Column("predictedLoss", "Predicted loss", "", Column.Direction.MINIMIZED),
        new Column("latencyMillis", "Latency", "ms", Column.Direction.MINIMIZED),
        new Column("energyMicrojoules", "Energy", "µJ", Column.Direction.MINIMIZED),
        new Column("sizeBytes", "Size", "bytes", Column.Direction.MINIMIZED),
        new Column("lut", "LUT", "", Column.Direction.REPORTED),
        new Column("dsp", "DSP", "", Column.Direction.REPORTED),
        new Column("bram36", "BRAM36", "", Column.Direction.REPORTED));
  }

  private static RunSummary summary() {
    return new RunSummary(
        "quickstart-fashion-mnist",
        "Zynq UltraScale+ ZU3EG",
        "48 accelerators: 4 to 32 rows x 4 to 32 columns, 16 to 64 kB of buffers, 100 to 300 MHz",
        new BigInteger("48").multiply(BigInteger.valueOf(150).pow(6)),
        TEACHER,
        List.of(new Fact("Hypervolume", "0.8341"), new Fact("Search time", "4 min 52 s")));
  }

  private List<FrontPoint> front(int points) {
    List<FrontPoint> front = new ArrayList<>();
    while (front.size() < points) {
      FrontPoint next = design();
      if (front.stream().noneMatch(other -> dominates(other, next))) {
        front.removeIf(other -> dominates(next, other));
        front.add(next);
      }
    }
    front.sort(Comparator.comparing(FrontPoint::id));
    return front;
  }

  private static boolean dominates(FrontPoint a, FrontPoint b) {
    return IntStream.range(0, 4).allMatch(i -> a.values().get(i) <= b.values().get(i));
  }

  private FrontPoint design() {
    int size = 4 << random.nextInt(4);
    int mhz = 100 + 100 * random.nextInt(3);
    double loss = 0.004;
    double cycles = 20_000;
    double bytes = 2_000;
    List<String> labels = new ArrayList<>();
    for (int i = 0; i < POSITIONS.size(); i++) {
      int operator = random.nextInt(OPERATORS.size());
      int w = BITS[random.nextInt(BITS.length)];
      int a = BITS[random.nextInt(BITS.length)];
      double weights = WEIGHTS[operator] * (1 << (i / 2));
      loss += 40 / WEIGHTS[operator] + 0.02 * (Math.pow(4, 2 - w) + Math.pow(4, 1 - a));
      cycles += weights * 196 / (1 << (i / 2)) / (size * size) * Math.max(w, a) / 8 + 900;
      bytes += weights * w / 8;
      labels.add(OPERATORS.get(operator) + ":w" + w + "a" + a);
    }
    double millis = cycles / mhz / 1e3;
    double energy = millis * (90 + 0.35 * size * size * mhz / 100) + bytes * 0.002;
    return new FrontPoint(
        "d%010d".formatted(random.nextInt(1_000_000_000)),
        List.of(
            loss,
            millis,
            energy,
            bytes,
            6_000.0 + 38 * size * size,
            4.0 + Math.floorDiv(size * size, 3),
            24.0 + size),
        "%d x %d at %d MHz, 32 kB weights, 32 kB activations".formatted(size, size, mhz),
        labels);
  }

  private FinalistTable finalists(FrontTable front) {
    List<FrontPoint> byLoss =
        front.points().stream()
            .sorted(Comparator.comparingDouble(point -> point.values().get(0)))
            .toList();
    List<Finalist> finalists =
        IntStream.range(0, 8)
            .map(i -> i * (byLoss.size() - 1) / 12)
            .distinct()
            .mapToObj(i -> measured(byLoss.get(i)))
            .toList();
    return new FinalistTable(
        "Predicted loss",
        finalists,
        List.of(new RankAgreement("predicted loss and measured error", 0.786, 8)));
  }

  private Finalist measured(FrontPoint point) {
    double loss = point.values().get(0);
    double accuracy = 0.917 - 0.45 * loss + 0.004 * random.nextGaussian();
    return new Finalist(
        point,
        loss,
        Math.min(1, accuracy + 0.006 + 0.05 * loss),
        Math.max(0, accuracy),
        TEACHER.sizeBytes() / point.values().get(3),
        List.of(
            new LayerTime(POSITIONS.get(0) + ".conv1", "w4a8", 0.125, true),
            new LayerTime(POSITIONS.get(0) + ".conv2", "w4a8", 0.25, false)));
  }

  private List<BlockRow> blocks() {
    List<BlockRow> blocks = new ArrayList<>();
    for (int i = 0; i < POSITIONS.size(); i++) {
      for (int o = 0; o < OPERATORS.size(); o++) {
        long weights = Math.round(WEIGHTS[o] * (1 << (i / 2)));
        double error = 90 / WEIGHTS[o] * (0.4 + random.nextDouble());
        blocks.add(
            new BlockRow(
                POSITIONS.get(i), OPERATORS.get(o), weights, new BlockOutcome.Trained(error)));
      }
      if (i % 2 == 1) {
        BlockOutcome outcome =
            i == 5
                ? new BlockOutcome.Diverged("the loss was NaN after 112 steps at learning rate 0.1")
                : new BlockOutcome.Trained(0.2 + 0.2 * random.nextDouble());
        blocks.add(new BlockRow(POSITIONS.get(i), "skip", 0, outcome));
      }
    }
    return blocks;
  }

  private List<LayerSensitivity> layers() {
    return POSITIONS.stream()
        .flatMap(position -> OPERATORS.stream().flatMap(operator -> layers(position, operator)))
        .toList();
  }

  private Stream<LayerSensitivity> layers(String position, String operator) {
    List<String> names =
        operator.startsWith("residual")
            ? List.of("conv1", "conv2")
            : operator.startsWith("separable")
                ? List.of("depthwise", "pointwise")
                : List.of("expand", "depthwise", "project");
    return names.stream()
        .map(
            name ->
                new LayerSensitivity(
                    position,
                    operator,
                    name,
                    288L + random.nextInt(9_000),
                    sensitivity(1e-3),
                    sensitivity(1e-5)));
  }

  private QuantizationSensitivity sensitivity(double size) {
    double trace = size * Math.exp(1.3 * random.nextGaussian());
    SortedMap<Integer, Double> omega = new TreeMap<>();
    for (int bits : BITS) {
      omega.put(bits, trace * 90 * Math.pow(4, -bits));
    }
    return new QuantizationSensitivity(trace, trace * (0.03 + 0.2 * random.nextDouble()), omega);
  }

  private static List<Fact> provenance(long seed) {
    return List.of(
        new Fact(
            "Command", "bin/codesign search --config conf/quickstart.yaml --run runs/quickstart"),
        new Fact("Git commit", "d1ebdfd0c1f4b2a6b7c9e0d3f5a8b1c2d3e4f5a6, no uncommitted changes"),
        new Fact(
            "Configuration (SHA-256)",
            "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"),
        new Fact("Seed", Long.toString(seed)),
        new Fact("Java", "17.0.15+6 (Debian)"),
        new Fact("Spark", "3.5.6, Scala 2.12"),
        new Fact("Deeplearning4j", "1.0.0-M2.1, oneDNN"),
        new Fact("Operating system", "Linux 6.1.0 amd64"),
        new Fact("CPU", "2 cores, AMD EPYC 7B13"),
        new Fact("Teacher", "21 s"),
        new Fact("Blocks", "3 min 2 s"),
        new Fact("Sensitivity", "24 s"),
        new Fact("Costs and front", "9 s"),
        new Fact("Finalists", "56 s"),
        new Fact("Written", "2026-11-23T10:15:06Z"));
  }
}
