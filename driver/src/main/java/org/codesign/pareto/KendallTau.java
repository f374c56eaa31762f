package org.codesign.pareto;

import java.util.OptionalDouble;

/**
 * Kendall's rank correlation with ties, tau-b = (C - D) / sqrt((C + D + X) (C + D + Y)), where C
 * and D count the concordant and discordant pairs and X and Y those tied in only one of the two
 * rankings. M. G. Kendall, "The treatment of ties in ranking problems", Biometrika 33(3), 1945. In
 * [-1, 1]; 1 for equal rankings. Takes O(n^2) steps.
 */
public final class KendallTau {

  private KendallTau() {}

  /**
   * The correlation of two rankings of the same items.
   *
   * @return empty if all values of one ranking are equal, or there are fewer than two items
   */
  public static OptionalDouble tauB(double[] first, double[] second) {
    requirePairs(first, second);
    long score = 0;
    long untiedFirst = 0;
    long untiedSecond = 0;
    for (int i = 0; i < first.length; i++) {
      for (int j = 0; j < i; j++) {
        long a = sign(first[i], first[j]);
        long b = sign(second[i], second[j]);
        score += a * b;
        untiedFirst += a * a;
        untiedSecond += b * b;
      }
    }
    if (untiedFirst == 0 || untiedSecond == 0) {
      return OptionalDouble.empty();
    }
    return OptionalDouble.of(score / Math.sqrt((double) untiedFirst * untiedSecond));
  }

  private static long sign(double a, double b) {
    return a > b ? 1 : a < b ? -1 : 0;
  }

  private static void requirePairs(double[] first, double[] second) {
    if (first.length != second.length) {
      throw new IllegalArgumentException(
          "Rankings of %d and of %d items cannot be compared."
              .formatted(first.length, second.length));
    }
    for (int i = 0; i < first.length; i++) {
      if (Double.isNaN(first[i]) || Double.isNaN(second[i])) {
        throw new IllegalArgumentException(
            "The item %d of a ranking must be a number, not NaN.".formatted(i));
      }
    }
  }
}
