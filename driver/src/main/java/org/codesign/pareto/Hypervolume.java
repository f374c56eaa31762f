package org.codesign.pareto;

/**
 * The hypervolume of a set of minimised points: the volume of the space that the points dominate
 * within a reference point; larger is better, at least 0. E. Zitzler and L. Thiele, "Multiobjective
 * evolutionary algorithms: a comparative case study and the strength Pareto approach", IEEE
 * Transactions on Evolutionary Computation 3(4), 1999. Points that are not below the reference in
 * every objective contribute nothing.
 *
 * <p>Exact up to rounding, for one to six objectives. With n points on the front the time is O(n
 * log n) for two and, with short moves, for three objectives, and by measuring little more than
 * linear in n for more of them (see {@link BoxDivision}): hundreds of thousands of points in four
 * objectives, tens of thousands in five, and ten thousand in six take seconds. The result does not
 * depend on the order of the points.
 */
public final class Hypervolume {

  private Hypervolume() {}

  /**
   * The hypervolume.
   *
   * @param points minimised values, one point after another, neither NaN nor minus infinity
   */
  public static double of(double[] points, ReferencePoint reference) {
    int objectives = reference.objectives();
    if (objectives < 1 || objectives > ParetoFront.MAXIMUM_OBJECTIVES) {
      throw new IllegalArgumentException(
          "The number of objectives (%d) of a hypervolume must be in [1, %d]."
              .formatted(objectives, ParetoFront.MAXIMUM_OBJECTIVES));
    }
    if (points.length % objectives != 0) {
      throw new IllegalArgumentException(
          "The number of values (%d) must be a multiple of the objectives (%d)."
              .formatted(points.length, objectives));
    }
    double[] boxes = new double[points.length];
    int count = 0;
    for (int i = 0; i < points.length; i += objectives) {
      if (measure(points, i, reference, boxes, count * objectives)) {
        count++;
      }
    }
    return BoxUnion.volume(boxes, count, objectives);
  }

  /** Writes the edges from the reference to a point; tells whether all are positive. */
  private static boolean measure(
      double[] points, int point, ReferencePoint reference, double[] boxes, int box) {
    boolean inside = true;
    for (int j = 0; j < reference.objectives(); j++) {
      double value = points[point + j];
      if (Double.isNaN(value) || value == Double.NEGATIVE_INFINITY) {
        throw new IllegalArgumentException(
            "The value (%s) of a point of a hypervolume must be a number above minus infinity."
                .formatted(value));
      }
      boxes[box + j] = reference.value(j) - value;
      inside &= boxes[box + j] > 0;
    }
    return inside;
  }
}
