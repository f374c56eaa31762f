package org.codesign.allocation;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Random programs of several kinds, and their slow, obvious solution. */
final class Programs {

  static final List<String> KINDS =
      List.of("uniform", "correlated", "subset-sum", "equal", "huge-ranges", "twins", "zeros");

  private Programs() {}

  static IntegerProgram random(String kind, int groups, int choices, int limits, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[][] objective = new double[groups][choices];
    double[][][] costs = new double[limits][groups][choices];
    for (int g = 0; g < groups; g++) {
      for (int c = 0; c < choices; c++) {
        double sum = 0;
        for (int k = 0; k < limits; k++) {
          costs[k][g][c] = cost(kind, c, k, random);
          sum += costs[k][g][c];
        }
        objective[g][c] = objective(kind, c, choices, 1000.0 * limits - sum, random);
      }
    }
    double[] values = new double[limits];
    for (int k = 0; k < limits; k++) {
      double tightness = 0.1 + 0.6 * random.nextDouble();
      for (double[] row : costs[k]) {
        values[k] += Arrays.stream(row).min().orElse(0) * (1 - tightness);
        values[k] += Arrays.stream(row).max().orElse(0) * tightness;
      }
    }
    return new IntegerProgram(objective, costs, values);
  }

  private static double cost(String kind, int c, int k, SplittableRandom random) {
    return switch (kind) {
      case "uniform" -> random.nextDouble();
      case "huge-ranges" -> Math.pow(10, -12 + 18 * random.nextDouble());
      case "twins" -> (c + 1) * (k + 1) + k * c * c % 7;
      case "zeros" -> random.nextInt(3) == 0 ? 0 : random.nextInt(4);
      default -> 1 + random.nextInt(999);
    };
  }

  private static double objective(
      String kind, int c, int choices, double rest, SplittableRandom random) {
    return switch (kind) {
      case "uniform" -> random.nextDouble();
      case "correlated" -> rest + 10 * random.nextDouble();
      case "subset-sum" -> rest;
      case "equal" -> 0.0123;
      case "huge-ranges" -> Math.pow(10, -12 + 18 * random.nextDouble());
      case "twins" -> (choices - 1 - c) * 1.2345678912345;
      default -> random.nextInt(5) * 0.1;
    };
  }

  /** The least objective by looking at every assignment; NaN if none meets the limits. */
  static double least(IntegerProgram program) {
    int[] choices = new int[program.groups()];
    double least = Double.NaN;
    int g = 0;
    while (g < choices.length) {
      double sum = objective(program, choices);
      if (fits(program, choices) && !(sum >= least)) {
        least = sum;
      }
      g = 0;
      while (g < choices.length && ++choices[g] == program.choices(g)) {
        choices[g++] = 0;
      }
    }
    return least;
  }

  static double objective(IntegerProgram program, int[] choices) {
    double sum = 0;
    for (int g = 0; g < choices.length; g++) {
      sum += program.objective(g, choices[g]);
    }
    return sum;
  }

  static double cost(IntegerProgram program, int limit, int[] choices) {
    double sum = 0;
    for (int g = 0; g < choices.length; g++) {
      sum += program.cost(limit, g, choices[g]);
    }
    return sum;
  }

  static boolean fits(IntegerProgram program, int[] choices) {
    for (int k = 0; k < program.limits(); k++) {
      if (cost(program, k, choices) > program.limit(k) * (1 + IntegerProgram.TOLERANCE)) {
        return false;
      }
    }
    return true;
  }
}
