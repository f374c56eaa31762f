package org.codesign.benchmarks;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.codesign.allocation.IntegerProgram;

/**
 * Random instances of choosing bits of many kinds: noisy and exact formulas, networks whose blocks
 * repeat, costs that hardly differ from the objective, loose and tight limits.
 */
final class AllocationInstances {

  private static final int[] BITS = {2, 3, 4, 6, 8};

  /** Out channels, in channels, kernel and side of the layers of ResNet-50's four stages' units. */
  private static final int[][][] UNITS = {
    {{64, 256, 1, 56}, {64, 64, 3, 56}, {256, 64, 1, 56}},
    {{128, 512, 1, 28}, {128, 128, 3, 28}, {512, 128, 1, 28}},
    {{256, 1024, 1, 14}, {256, 256, 3, 14}, {1024, 256, 1, 14}},
    {{512, 2048, 1, 7}, {512, 512, 3, 7}, {2048, 512, 1, 7}}
  };

  /** In 150 layers: the units of ResNet-152, the shortcuts left out. */
  private static final int[] DEPTHS = {3, 8, 36, 3};

  /** What distinguishes a kind of instances. */
  private record Kind(Shapes shapes, Noise noise, double tightness, Traces traces) {}

  private enum Traces {
    /** Each layer its own. */
    RANDOM,
    /** Layers of one shape have the same rows. */
    REPEATED,
    /** In proportion to the parameters, so that sensitivities follow sizes. */
    PROPORTIONAL
  }

  private enum Shapes {
    RANDOM,
    RESNET
  }

  private enum Noise {
    /** Sensitivities and latencies of exact formulas. */
    NONE,
    /** Latencies of a formula with a roof: the larger of compute and memory. */
    ROOF,
    /** Sensitivities with 20 % and latencies with 30 % of noise. */
    BOTH,
    /** Sensitivities with 20 % of noise, latencies of an exact formula. */
    SENSITIVITY,
    /** Sensitivities with six digits, as a file of a tool would hold them. */
    DIGITS
  }

  private static final Map<String, Kind> KINDS = kinds();

  private AllocationInstances() {}

  private static Map<String, Kind> kinds() {
    Map<String, Kind> kinds = new LinkedHashMap<>();
    kinds.put("noisy", new Kind(Shapes.RANDOM, Noise.BOTH, 0.5, Traces.RANDOM));
    kinds.put("noisy-tight", new Kind(Shapes.RANDOM, Noise.BOTH, 0.15, Traces.RANDOM));
    kinds.put("noisy-loose", new Kind(Shapes.RANDOM, Noise.BOTH, 0.8, Traces.RANDOM));
    kinds.put("noisy-sensitivity", new Kind(Shapes.RANDOM, Noise.SENSITIVITY, 0.4, Traces.RANDOM));
    kinds.put("formula", new Kind(Shapes.RANDOM, Noise.NONE, 0.5, Traces.RANDOM));
    kinds.put("formula-tight", new Kind(Shapes.RANDOM, Noise.NONE, 0.2, Traces.RANDOM));
    kinds.put("formula-roof", new Kind(Shapes.RANDOM, Noise.ROOF, 0.4, Traces.RANDOM));
    kinds.put("formula-digits", new Kind(Shapes.RANDOM, Noise.DIGITS, 0.4, Traces.RANDOM));
    kinds.put("resnet-noisy", new Kind(Shapes.RESNET, Noise.BOTH, 0.4, Traces.RANDOM));
    kinds.put("resnet-formula", new Kind(Shapes.RESNET, Noise.NONE, 0.4, Traces.RANDOM));
    kinds.put("resnet-roof", new Kind(Shapes.RESNET, Noise.ROOF, 0.3, Traces.RANDOM));
    kinds.put("resnet-repeated", new Kind(Shapes.RESNET, Noise.NONE, 0.4, Traces.REPEATED));
    kinds.put("resnet-repeated-noisy", new Kind(Shapes.RESNET, Noise.BOTH, 0.5, Traces.REPEATED));
    kinds.put("proportional", new Kind(Shapes.RANDOM, Noise.NONE, 0.4, Traces.PROPORTIONAL));
    kinds.put("proportional-noisy", new Kind(Shapes.RANDOM, Noise.BOTH, 0.3, Traces.PROPORTIONAL));
    kinds.put("resnet-proportional", new Kind(Shapes.RESNET, Noise.BOTH, 0.3, Traces.PROPORTIONAL));
    kinds.put("mixed", new Kind(Shapes.RANDOM, Noise.BOTH, -1, Traces.RANDOM));
    kinds.put("mixed-formula", new Kind(Shapes.RANDOM, Noise.NONE, -1, Traces.RANDOM));
    kinds.put("mixed-resnet", new Kind(Shapes.RESNET, Noise.ROOF, -1, Traces.REPEATED));
    return kinds;
  }

  /** The names of the kinds. */
  static String[] names() {
    String[] others = {"uniform", "monotone", "correlated", "linear"};
    return java.util.stream.Stream.concat(KINDS.keySet().stream(), Arrays.stream(others))
        .toArray(String[]::new);
  }

  /** An instance of 25 choices a layer and three limits. */
  static IntegerProgram of(String name, int layers, long seed) {
    SplittableRandom random = new SplittableRandom(seed * 1_000_003 + name.hashCode());
    Kind kind = KINDS.get(name);
    return kind == null ? abstractOne(name, layers, random) : network(kind, layers, random);
  }

  private static IntegerProgram network(Kind kind, int layers, SplittableRandom random) {
    int n = kind.shapes == Shapes.RESNET ? 3 * Arrays.stream(DEPTHS).sum() : layers;
    double[][] sensitivity = new double[n][];
    double[][][] costs = new double[3][n][];
    Map<String, double[][]> repeated = new LinkedHashMap<>();
    for (int i = 0; i < n; i++) {
      double[] shape = kind.shapes == Shapes.RESNET ? resnet(i) : shape(random);
      String key = Arrays.toString(shape);
      double[][] rows =
          kind.traces == Traces.REPEATED
              ? repeated.computeIfAbsent(key, unused -> rows(kind, shape, random))
              : rows(kind, shape, random);
      sensitivity[i] = rows[0];
      for (int k = 0; k < 3; k++) {
        costs[k][i] = rows[k + 1];
      }
    }
    return new IntegerProgram(sensitivity, costs, limits(costs, kind.tightness, random));
  }

  /** Parameters, multiplications and activations of a random layer. */
  private static double[] shape(SplittableRandom random) {
    double parameters = Math.rint(Math.pow(10, 3 + 3.5 * random.nextDouble()));
    double macs = Math.rint(Math.pow(10, 5 + 3.5 * random.nextDouble()));
    return new double[] {parameters, macs, Math.rint(Math.sqrt(macs) * 40)};
  }

  private static double[] resnet(int layer) {
    int unit = layer / 3;
    int stage = 0;
    while (unit >= DEPTHS[stage]) {
      unit -= DEPTHS[stage++];
    }
    int[] one = UNITS[stage][layer % 3];
    double parameters = (double) one[0] * one[1] * one[2] * one[2];
    double pixels = (double) one[3] * one[3];
    return new double[] {parameters, parameters * pixels, one[1] * pixels};
  }

  private static double[][] rows(Kind kind, double[] shape, SplittableRandom random) {
    Noise noise = kind.noise;
    double trace =
        kind.traces == Traces.PROPORTIONAL
            ? shape[0] * 1e-6
            : Math.pow(10, -4 + 6 * random.nextDouble());
    double[][] rows = new double[4][BITS.length * BITS.length];
    for (int j = 0; j < rows[0].length; j++) {
      int w = BITS[j / BITS.length];
      int a = BITS[j % BITS.length];
      boolean noisyOmega = noise == Noise.BOTH || noise == Noise.SENSITIVITY;
      double omegaNoise = noisyOmega ? 0.8 + 0.4 * random.nextDouble() : 1;
      double timeNoise = noise == Noise.BOTH ? 0.7 + 0.6 * random.nextDouble() : 1;
      double omega = trace * (Math.pow(4, -w) + 0.3 * Math.pow(4, -a)) * omegaNoise;
      rows[0][j] = noise == Noise.DIGITS ? Double.parseDouble("%.6g".formatted(omega)) : omega;
      rows[1][j] = shape[0] * w;
      rows[2][j] = shape[1] * w * a;
      double compute = shape[1] * Math.max(w, a) * 1e-7;
      double memory = (shape[0] * w + shape[2] * a) * 2e-5;
      rows[3][j] = (noise == Noise.ROOF ? Math.max(compute, memory) : compute * timeNoise) + 0.01;
    }
    return rows;
  }

  private static IntegerProgram abstractOne(String name, int layers, SplittableRandom random) {
    double[][] objective = new double[layers][];
    double[][][] costs = new double[3][layers][];
    for (int g = 0; g < layers; g++) {
      objective[g] = random.doubles(25).toArray();
      for (double[][] rows : costs) {
        rows[g] =
            name.equals("uniform")
                ? random.doubles(25).toArray()
                : random.doubles(25).map(x -> Math.rint(1 + 999 * x)).toArray();
        if (name.equals("monotone")) {
          Arrays.sort(rows[g]);
        }
      }
      if (name.equals("monotone")) {
        Arrays.sort(objective[g]);
        objective[g] = Arrays.stream(objective[g]).map(x -> 1 - x).toArray();
      }
      for (int c = 0; c < 25 && name.matches("correlated|linear"); c++) {
        double sum = costs[0][g][c] + costs[1][g][c] + costs[2][g][c];
        objective[g][c] = 3000 - sum + (name.equals("linear") ? 0 : 100 * objective[g][c]);
      }
    }
    return new IntegerProgram(objective, costs, limits(costs, 0.4, random));
  }

  private static double[] limits(double[][][] costs, double tightness, SplittableRandom random) {
    double[] values = new double[costs.length];
    for (int k = 0; k < values.length; k++) {
      double share = tightness < 0 ? 0.1 + 0.7 * random.nextDouble() : tightness;
      for (double[] row : costs[k]) {
        double least = Arrays.stream(row).min().orElse(0);
        double most = Arrays.stream(row).max().orElse(0);
        values[k] += least + share * (most - least);
      }
    }
    return values;
  }
}
