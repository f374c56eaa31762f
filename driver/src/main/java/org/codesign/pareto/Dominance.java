package org.codesign.pareto;

/**
 * Pareto dominance of minimised points: a weakly dominates b when no objective of a is larger, and
 * dominates b when one is smaller besides.
 */
public final class Dominance {

  /** What the first of two points is to the second. */
  public enum Relation {
    DOMINATES,
    DOMINATED,
    EQUAL,
    INCOMPARABLE
  }

  private Dominance() {}

  /**
   * What a is to b.
   *
   * @throws IllegalArgumentException if the points differ in length, or hold a NaN
   */
  public static Relation relation(double[] a, double[] b) {
    requireComparable(a, b);
    boolean smaller = false;
    boolean larger = false;
    for (int j = 0; j < a.length; j++) {
      smaller |= a[j] < b[j];
      larger |= a[j] > b[j];
    }
    if (smaller) {
      return larger ? Relation.INCOMPARABLE : Relation.DOMINATES;
    }
    return larger ? Relation.DOMINATED : Relation.EQUAL;
  }

  /** Whether a is nowhere worse than b and somewhere better. */
  public static boolean dominates(double[] a, double[] b) {
    return relation(a, b) == Relation.DOMINATES;
  }

  /** Whether a is nowhere worse than b. */
  public static boolean weaklyDominates(double[] a, double[] b) {
    Relation relation = relation(a, b);
    return relation == Relation.DOMINATES || relation == Relation.EQUAL;
  }

  /** Whether the row at offset a of flat storage is nowhere worse than the row at offset b. */
  static boolean weaklyDominates(long[] rows, int a, long[] others, int b, int objectives) {
    for (int j = 0; j < objectives; j++) {
      if (rows[a + j] > others[b + j]) {
        return false;
      }
    }
    return true;
  }

  /** Whether the row at offset a is nowhere worse than the row at offset b and somewhere better. */
  static boolean dominates(long[] rows, int a, long[] others, int b, int objectives) {
    boolean better = false;
    for (int j = 0; j < objectives; j++) {
      if (rows[a + j] > others[b + j]) {
        return false;
      }
      better |= rows[a + j] < others[b + j];
    }
    return better;
  }

  /** As for longs; the caller has refused NaN. */
  static boolean weaklyDominates(double[] rows, int a, double[] others, int b, int objectives) {
    for (int j = 0; j < objectives; j++) {
      if (rows[a + j] > others[b + j]) {
        return false;
      }
    }
    return true;
  }

  private static void requireComparable(double[] a, double[] b) {
    if (a.length != b.length) {
      throw new IllegalArgumentException(
          "Points of %d and of %d objectives cannot be compared.".formatted(a.length, b.length));
    }
    for (int j = 0; j < a.length; j++) {
      if (Double.isNaN(a[j]) || Double.isNaN(b[j])) {
        throw new IllegalArgumentException(
            "The objective %d of a point must be a number, not NaN.".formatted(j));
      }
    }
  }
}
