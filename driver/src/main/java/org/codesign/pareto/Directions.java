package org.codesign.pareto;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Weight vectors for scalarising objectives: every objective alone, with weight 1, and the first
 * one together with all combinations of powers of a ratio for the others, in units of the
 * objectives' spans.
 *
 * @param objectives the quantities that are minimised
 * @param weights one weight a quantity in each row
 */
// Small tables: never compared.
@SuppressWarnings("ArrayRecordComponent")
public record Directions(int[] objectives, double[][] weights) {

  /**
   * Directions in the given objectives.
   *
   * @param spans the typical range of every quantity, above 0
   * @param steps how many powers of the ratio on each side of 1
   */
  public static Directions of(int[] objectives, double[] spans, int steps, double ratio) {
    List<double[]> rows = new ArrayList<>();
    for (int objective : objectives) {
      double[] alone = new double[spans.length];
      alone[objective] = 1;
      rows.add(alone);
    }
    double[] row = new double[spans.length];
    row[objectives[0]] = 1 / spans[objectives[0]];
    combine(objectives, spans, steps, ratio, 1, row, rows);
    return new Directions(objectives.clone(), rows.toArray(double[][]::new));
  }

  private static void combine(
      int[] objectives,
      double[] spans,
      int steps,
      double ratio,
      int next,
      double[] row,
      List<double[]> rows) {
    if (next == objectives.length) {
      rows.add(Arrays.copyOf(row, row.length));
      return;
    }
    for (int step = -steps; step <= steps; step++) {
      row[objectives[next]] = StrictMath.pow(ratio, step) / spans[objectives[next]];
      combine(objectives, spans, steps, ratio, next + 1, row, rows);
    }
  }
}
