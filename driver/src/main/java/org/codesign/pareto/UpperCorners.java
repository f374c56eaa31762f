package org.codesign.pareto;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The region that a front does not dominate, as the corners of the open boxes whose union it is.
 * For n points in two objectives these are the n + 1 inner corners of the staircase; in general the
 * local upper bounds of K. Klamroth, R. Lacour and D. Vanderpooten, "On the representation of the
 * search region in multi-objective optimization", European Journal of Operational Research 245(3),
 * 2015, algorithm 2 (redundancy elimination).
 *
 * <p>From three objectives on the corners multiply (as n^2 with four), so those of a part of a
 * large front are taken, spread over it: what a part dominates, the front dominates too. May be
 * sent to executors.
 */
public final class UpperCorners implements Serializable {

  private static final long serialVersionUID = 1L;

  private static final int MOST_POINTS_OF_THREE = 256;
  private static final int MOST_POINTS_OF_MORE = 64;

  private final double[][] corners;

  private UpperCorners(List<double[]> corners) {
    this.corners = corners.toArray(double[][]::new);
  }

  /**
   * The corners of a front.
   *
   * @param caps no value of interest reaches these; infinite where there is no cap
   */
  public static UpperCorners of(ParetoFront front, double[] caps) {
    return new UpperCorners(
        front.objectives() == 2 ? staircase(front, caps) : general(front, caps));
  }

  /** The same region without the part in which a value would be below its floor. */
  UpperCorners above(List<Long> floors) {
    return new UpperCorners(
        Arrays.stream(corners)
            .filter(c -> IntStream.range(0, c.length).allMatch(j -> c[j] > floors.get(j)))
            .toList());
  }

  /** Whether every design that keeps to the bounds is dominated by a point, or equal to one. */
  public boolean cover(FrontBounds bounds) {
    int witness = 0;
    for (double[] corner : corners) {
      witness = bounds.witness(corner, witness);
      if (witness < 0) {
        return false;
      }
    }
    return true;
  }

  /** The number of corners. */
  public int size() {
    return corners.length;
  }

  /** The corners, each with one value an objective. */
  List<double[]> corners() {
    return List.of(corners);
  }

  private static List<double[]> staircase(ParetoFront front, double[] caps) {
    List<double[]> corners = new ArrayList<>();
    double above = caps[1];
    for (int i = 0; i < front.size(); i++) {
      corners.add(new double[] {front.value(i, 0), above});
      above = front.value(i, 1);
    }
    corners.add(new double[] {caps[0], above});
    return corners;
  }

  private static List<double[]> general(ParetoFront front, double[] caps) {
    List<double[]> corners = new ArrayList<>(List.of(caps.clone()));
    for (int point : part(front)) {
      corners = insert(corners, front.point(point));
    }
    return corners;
  }

  /** The extremes and points all over the front; all points of a small one. */
  private static int[] part(ParetoFront front) {
    int most = front.objectives() == 3 ? MOST_POINTS_OF_THREE : MOST_POINTS_OF_MORE;
    int[] extremes = IntStream.range(0, front.objectives()).toArray();
    return Spread.pick(front, most, extremes);
  }

  private static List<double[]> insert(List<double[]> corners, long[] point) {
    List<double[]> kept = new ArrayList<>();
    List<double[]> split = new ArrayList<>();
    for (double[] corner : corners) {
      (isBelow(point, corner) ? split : kept).add(corner);
    }
    List<double[]> children = new ArrayList<>();
    for (double[] corner : split) {
      for (int j = 0; j < point.length; j++) {
        double[] child = corner.clone();
        child[j] = point[j];
        children.add(child);
      }
    }
    List<double[]> next = new ArrayList<>(kept);
    for (int i = 0; i < children.size(); i++) {
      if (!isRedundant(children, i, kept)) {
        next.add(children.get(i));
      }
    }
    return next;
  }

  private static boolean isBelow(long[] point, double[] corner) {
    for (int j = 0; j < point.length; j++) {
      if (point[j] >= corner[j]) {
        return false;
      }
    }
    return true;
  }

  private static boolean isRedundant(List<double[]> children, int child, List<double[]> kept) {
    double[] corner = children.get(child);
    for (int other = 0; other < children.size(); other++) {
      if (other != child
          && isWithin(corner, children.get(other))
          && (other < child || !Arrays.equals(corner, children.get(other)))) {
        return true;
      }
    }
    return kept.stream().anyMatch(other -> isWithin(corner, other));
  }

  private static boolean isWithin(double[] inner, double[] outer) {
    for (int j = 0; j < inner.length; j++) {
      if (inner[j] > outer[j]) {
        return false;
      }
    }
    return true;
  }
}
