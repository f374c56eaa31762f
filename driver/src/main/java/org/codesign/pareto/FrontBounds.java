package org.codesign.pareto;

import java.util.Arrays;
import java.util.Optional;

/**
 * What no design of a set can be better than: for each weight vector w a number c with w f(x) >= c
 * for every design x within the limits, by Lagrangian relaxation of the limits,
 *
 * <pre>
 * c(w) = max over m >= 0 of  min over x of ((w + m) f(x)) - m limits
 * </pre>
 *
 * <p>of which any m gives a valid bound (M. L. Fisher, "The Lagrangian relaxation method for
 * solving integer programming problems", Management Science 27(1), 1981). Weighted bounds are
 * lowered by a relative 1e-11, far more than the rounding of their sums; the smallest value of one
 * objective is exact. The minimisers within the limits are designs, and so upper bounds of the
 * front.
 */
public final class FrontBounds {

  private static final double MARGIN = 1e-11;
  private static final int STEPS = 8;

  private final Directions directions;
  private final double[] sums;

  private FrontBounds(Directions directions, double[] sums) {
    this.directions = directions;
    this.sums = sums;
  }

  /** Takes the objectives of a design within the limits. */
  public interface Found {
    void add(long[] objectives);
  }

  /**
   * The bounds of a set, or nothing where a relaxation shows that no design meets the limits.
   *
   * @param limits the largest allowed value of every quantity, or {@link AdditiveProblem#NO_LIMIT}
   * @param found takes the objectives of the designs within the limits that were met on the way
   */
  public static Optional<FrontBounds> of(
      WeightedMinimum designs, Directions directions, long[] limits, Found found) {
    double[] sums = new double[directions.weights().length];
    for (int k = 0; k < sums.length; k++) {
      sums[k] = bound(designs, directions, k, limits, found);
      if (sums[k] == Double.POSITIVE_INFINITY) {
        return Optional.empty();
      }
    }
    return Optional.of(new FrontBounds(directions, sums));
  }

  /** Whether no design lies below this corner in every objective; the corner may be infinite. */
  public boolean exclude(double[] corner) {
    return witness(corner, 0) >= 0;
  }

  /** The number of a weight vector that shows it, searched from a first guess on, or -1. */
  int witness(double[] corner, int guess) {
    for (int i = 0; i < sums.length; i++) {
      int k = guess + i < sums.length ? guess + i : guess + i - sums.length;
      if (weigh(k, corner) <= sums[k]) {
        return k;
      }
    }
    return -1;
  }

  private double weigh(int direction, double[] corner) {
    double[] weights = directions.weights()[direction];
    int[] objectives = directions.objectives();
    double sum = 0;
    for (int j = 0; j < objectives.length; j++) {
      double weight = weights[objectives[j]];
      sum += weight == 0 ? 0 : weight * corner[j];
    }
    return sum;
  }

  private static double bound(
      WeightedMinimum designs, Directions directions, int direction, long[] limits, Found found) {
    double[] weights = directions.weights()[direction];
    double[] low = new double[limits.length];
    double[] high = new double[limits.length];
    Arrays.fill(high, Double.POSITIVE_INFINITY);
    double[] multipliers = new double[limits.length];
    double best = Double.NEGATIVE_INFINITY;
    for (int step = 0; step < STEPS; step++) {
      double[] sum = new double[limits.length];
      Arrays.setAll(sum, q -> weights[q] + multipliers[q]);
      Optional<long[]> minimum = designs.minimise(sum);
      if (minimum.isEmpty()) {
        return Double.POSITIVE_INFINITY;
      }
      long[] values = minimum.get();
      double value = 0;
      for (int q = 0; q < limits.length; q++) {
        value += sum[q] * values[q];
        value -= multipliers[q] == 0 ? 0 : multipliers[q] * limits[q];
      }
      boolean exact = step == 0 && direction < directions.objectives().length;
      best = Math.max(best, exact ? value : value - MARGIN * Math.abs(value));
      int worst = worst(values, limits);
      if (worst < 0) {
        found.add(project(values, directions.objectives()));
      }
      if (!move(worst, multipliers, low, high, scale(weights, values, limits, worst))) {
        break;
      }
    }
    return best;
  }

  /** The quantity that exceeds its limit by the largest factor, or -1. */
  private static int worst(long[] values, long[] limits) {
    int worst = -1;
    double factor = 1;
    for (int q = 0; q < limits.length; q++) {
      double over = (double) values[q] / Math.max(1, limits[q]);
      if (values[q] > limits[q] && over >= factor) {
        worst = q;
        factor = over;
      }
    }
    return worst;
  }

  private static double scale(double[] weights, long[] values, long[] limits, int quantity) {
    double sum = 0;
    for (int q = 0; q < values.length; q++) {
      sum += weights[q] * values[q];
    }
    return quantity < 0 ? 0 : sum / Math.max(1, limits[quantity]);
  }

  /** Bisects the multiplier of the limit that is missed, or of one that is met with room. */
  private static boolean move(
      int missed, double[] multipliers, double[] low, double[] high, double scale) {
    if (missed >= 0) {
      double now = multipliers[missed];
      low[missed] = now;
      multipliers[missed] =
          Double.isInfinite(high[missed]) ? Math.max(4 * now, scale) : (now + high[missed]) / 2;
      return multipliers[missed] > now;
    }
    boolean moved = false;
    for (int q = 0; q < multipliers.length; q++) {
      if (multipliers[q] > 0) {
        high[q] = multipliers[q];
        multipliers[q] = (low[q] + high[q]) / 2;
        moved = true;
      }
    }
    return moved;
  }

  private static long[] project(long[] values, int[] objectives) {
    long[] chosen = new long[objectives.length];
    Arrays.setAll(chosen, j -> values[objectives[j]]);
    return chosen;
  }
}
