package org.codesign.calibration;

import java.util.Arrays;

/**
 * Errors on rows that a fit had not seen, relative to the measured time.
 *
 * @param rows how many there were; the rest is 0 where there were none
 * @param meanPercent of the absolute relative errors
 * @param worstPercent the largest of them
 * @param logHalfWidth of the 90 % interval, a natural logarithm
 * @param coverage the share of rows inside the interval that the other rows give, in [0, 1]
 */
public record HeldOutError(
    int rows, double meanPercent, double worstPercent, double logHalfWidth, double coverage) {

  /** No rows. */
  public static final HeldOutError NONE = new HeldOutError(0, 0, 0, 0, 0);

  /** Of ln(predicted / measured). */
  static HeldOutError of(double[] logResiduals) {
    if (logResiduals.length == 0) {
      return NONE;
    }
    double[] percent =
        Arrays.stream(logResiduals).map(r -> 100 * Math.abs(StrictMath.expm1(r))).toArray();
    double coverage = ConformalInterval.coverage(logResiduals);
    return new HeldOutError(
        logResiduals.length,
        Arrays.stream(percent).average().orElse(0),
        Arrays.stream(percent).max().orElse(0),
        ConformalInterval.halfWidth(logResiduals),
        Double.isNaN(coverage) ? 0 : coverage);
  }
}
