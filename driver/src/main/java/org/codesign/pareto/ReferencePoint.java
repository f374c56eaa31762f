package org.codesign.pareto;

import java.util.Arrays;

/** The corner from which hypervolume is measured, in minimised values. */
public final class ReferencePoint {

  private final double[] values;

  private ReferencePoint(double[] values) {
    this.values = values;
  }

  /** A reference point with finite values. */
  public static ReferencePoint of(double... values) {
    for (double value : values) {
      if (!Double.isFinite(value)) {
        throw new IllegalArgumentException(
            "The value (" + value + ") of a reference point must be finite.");
      }
    }
    return new ReferencePoint(values.clone());
  }

  /**
   * The worst value of each objective, moved away by a margin of the objective's range.
   *
   * @param points minimised values, one point after another; at least one point
   * @param margin a fraction, for example 0.1
   */
  public static ReferencePoint beyond(double[] points, int objectives, double margin) {
    double[] values = new double[objectives];
    for (int j = 0; j < objectives; j++) {
      double smallest = points[j];
      double largest = points[j];
      for (int i = j; i < points.length; i += objectives) {
        smallest = Math.min(smallest, points[i]);
        largest = Math.max(largest, points[i]);
      }
      values[j] = largest + margin * (largest - smallest);
    }
    return of(values);
  }

  /** The number of objectives. */
  public int objectives() {
    return values.length;
  }

  /** The value of one objective. */
  public double value(int objective) {
    return values[objective];
  }

  @Override
  public String toString() {
    return "ReferencePoint" + Arrays.toString(values);
  }
}
