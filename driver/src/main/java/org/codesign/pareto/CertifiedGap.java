package org.codesign.pareto;

import java.util.Arrays;

/**
 * How much of the exact front's hypervolume a front may lack at most, given bounds of the exact
 * front: a hypervolume between the two is at most that of the bounds. Measured from the worst
 * values of the front that is kept, a tenth of the ranges farther away.
 */
public final class CertifiedGap {

  private static final double MARGIN = 0.1;

  private CertifiedGap() {}

  /**
   * The gap, in [0, 1].
   *
   * @param kept at least one point
   * @param bounds for each point of the exact front one that dominates or equals it
   */
  public static double of(ParetoFront kept, ParetoFront bounds) {
    ParetoFront best = ParetoFront.merge(bounds, kept);
    int objectives = kept.objectives();
    double[] least = new double[objectives];
    double[] ranges = new double[objectives];
    for (int j = 0; j < objectives; j++) {
      double smallest = Double.POSITIVE_INFINITY;
      double worst = Double.NEGATIVE_INFINITY;
      for (int i = 0; i < kept.size(); i++) {
        smallest = Math.min(smallest, (double) kept.value(i, j));
        worst = Math.max(worst, (double) kept.value(i, j));
      }
      least[j] = smallest;
      ranges[j] = Math.max(1, worst - smallest);
    }
    double below = volume(kept, least, ranges);
    double above = volume(best, least, ranges);
    return above > 0 ? Math.max(0, 1 - below / above) : 0;
  }

  private static double volume(ParetoFront front, double[] least, double[] ranges) {
    int objectives = least.length;
    double[] points = new double[front.size() * objectives];
    for (int i = 0; i < points.length; i++) {
      int j = i % objectives;
      points[i] = (front.value(i / objectives, j) - least[j]) / ranges[j];
    }
    double[] reference = new double[objectives];
    Arrays.fill(reference, 1 + MARGIN);
    return Hypervolume.of(points, ReferencePoint.of(reference));
  }
}
