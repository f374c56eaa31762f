package org.codesign.calibration;

import java.util.Arrays;

/**
 * A symmetric interval for the logarithm of measured / predicted, from the residuals of rows that
 * the fit had not seen (Vovk, Gammerman, Shafer, "Algorithmic Learning in a Random World", 2005;
 * Barber et al., "Predictive inference with the jackknife+", Annals of Statistics 49(1), 2021):
 * half the width is the ceil((n + 1) share)-th smallest absolute residual, the largest one where
 * there are too few rows for that.
 */
public final class ConformalInterval {

  /** The share of measured rows that an interval shall hold. */
  public static final double SHARE = 0.9;

  private ConformalInterval() {}

  /** Half the width, a natural logarithm. */
  public static double halfWidth(double[] logResiduals) {
    if (logResiduals.length == 0) {
      throw new IllegalArgumentException("An interval needs at least one residual.");
    }
    double[] sizes = Arrays.stream(logResiduals).map(Math::abs).sorted().toArray();
    int rank = (int) Math.ceil((sizes.length + 1) * SHARE);
    return sizes[Math.min(rank, sizes.length) - 1];
  }

  /**
   * The share of rows inside the interval that the other rows give them: what the stated 90 % come
   * to on rows not seen.
   */
  public static double coverage(double[] logResiduals) {
    int n = logResiduals.length;
    if (n < 2) {
      return Double.NaN;
    }
    int inside = 0;
    for (int i = 0; i < n; i++) {
      double[] others = new double[n - 1];
      System.arraycopy(logResiduals, 0, others, 0, i);
      System.arraycopy(logResiduals, i + 1, others, i, n - 1 - i);
      inside += Math.abs(logResiduals[i]) <= halfWidth(others) ? 1 : 0;
    }
    return (double) inside / n;
  }
}
