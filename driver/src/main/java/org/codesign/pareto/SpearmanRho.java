package org.codesign.pareto;

import java.util.Arrays;
import java.util.OptionalDouble;

/**
 * Spearman's rank correlation: Pearson's correlation of the ranks, equal values sharing the mean of
 * theirs (C. Spearman, "The proof and measurement of association between two things", American
 * Journal of Psychology 15, 1904). In [-1, 1]; 1 for equal rankings.
 */
public final class SpearmanRho {

  private SpearmanRho() {}

  /**
   * The correlation of two rankings of the same items.
   *
   * @return empty if all values of one ranking are equal, or there are fewer than two items
   */
  public static OptionalDouble of(double[] first, double[] second) {
    if (first.length != second.length) {
      throw new IllegalArgumentException(
          "Rankings of %d and of %d items cannot be compared."
              .formatted(first.length, second.length));
    }
    double[] a = centredRanks(first);
    double[] b = centredRanks(second);
    double product = 0;
    double squaresOfA = 0;
    double squaresOfB = 0;
    for (int i = 0; i < a.length; i++) {
      product += a[i] * b[i];
      squaresOfA += a[i] * a[i];
      squaresOfB += b[i] * b[i];
    }
    return squaresOfA == 0 || squaresOfB == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of(product / Math.sqrt(squaresOfA * squaresOfB));
  }

  /** Ranks from 1 on, minus their mean. */
  private static double[] centredRanks(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    double[] ranks = new double[values.length];
    for (int i = 0; i < ranks.length; i++) {
      int first = 0;
      while (Double.compare(sorted[first], values[i]) < 0) {
        first++;
      }
      int end = first;
      while (end < sorted.length && Double.compare(sorted[end], values[i]) == 0) {
        end++;
      }
      ranks[i] = (first + 1 + end) / 2.0 - (values.length + 1) / 2.0;
    }
    return ranks;
  }
}
