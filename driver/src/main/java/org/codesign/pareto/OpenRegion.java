package org.codesign.pareto;

import java.util.Arrays;
import java.util.List;

/**
 * Where points of a front in two objectives may still be found: boxes that are open towards smaller
 * values, given by their corners, which rise in the first objective and fall in the second. Tells
 * of a partial sum whether a completion may lie in one of them; no is always right.
 */
final class OpenRegion {

  /** How many lines are tried on a corner: those farther from the nearest hardly ever help. */
  private static final int TRIED = 16;

  private final AdditiveProblem problem;
  private final LagrangianLines lines;
  private final int[] minimised;

  /** The corners: values of interest are below both. */
  private final double[] first;

  private final double[] second;

  /** For each line and corner, the weighted corner. */
  private final double[][] weighted;

  /** For each corner, the line that leaves the least room below it. */
  private final int[] nearest;

  /** For each number of chosen positions, the smallest rest in the minimised objectives. */
  private final long[][] rests;

  private final double[] bounds;

  private OpenRegion(AdditiveProblem problem, LagrangianLines lines, List<double[]> corners) {
    this.problem = problem;
    this.lines = lines;
    minimised = problem.minimised();
    first = corners.stream().mapToDouble(corner -> corner[0]).toArray();
    second = corners.stream().mapToDouble(corner -> corner[1]).toArray();
    weighted = new double[lines.size()][first.length];
    nearest = new int[first.length];
    for (int c = 0; c < first.length; c++) {
      double least = Double.POSITIVE_INFINITY;
      for (int line = 0; line < lines.size(); line++) {
        weighted[line][c] = lines.weight(line, 0) * first[c] + lines.weight(line, 1) * second[c];
        double room = weighted[line][c] - lines.root(line);
        if (room < least) {
          least = room;
          nearest[c] = line;
        }
      }
    }
    rests = rests();
    bounds = new double[lines.size()];
  }

  /**
   * The region that known points do not dominate, or the part of it that lower bounds reach.
   *
   * @param known of the minimised objectives
   * @param below sets of points; of each set one dominates or equals a point that is to be found
   */
  static OpenRegion of(
      AdditiveProblem problem, LagrangianLines lines, KnownFront known, List<ParetoFront> below) {
    return new OpenRegion(problem, lines, corners(problem, known, below));
  }

  /** The corners of such a region. */
  static List<double[]> corners(
      AdditiveProblem problem, KnownFront known, List<ParetoFront> below) {
    int[] minimised = problem.minimised();
    double[] caps = new double[2];
    for (int j = 0; j < 2; j++) {
      long largest = problem.largestSum(minimised[j]);
      caps[j] = Math.min(largest, problem.limit(minimised[j])) + 1.0;
    }
    return known.corners(caps).corners().stream()
        .filter(corner -> below.stream().allMatch(points -> isReached(corner, points)))
        .toList();
  }

  private static boolean isReached(double[] corner, ParetoFront below) {
    for (int i = 0; i < below.size(); i++) {
      if (below.value(i, 0) < corner[0] && below.value(i, 1) < corner[1]) {
        return true;
      }
    }
    return false;
  }

  /** Whether a sum over the first positions may be completed to a point of the region. */
  boolean reaches(int chosen, long[] sum) {
    double x = (double) sum[minimised[0]] + rests[chosen][0];
    double y = (double) sum[minimised[1]] + rests[chosen][1];
    int corner = Arrays.binarySearch(first, x);
    corner = corner < 0 ? -corner - 1 : corner + 1;
    Arrays.fill(bounds, Double.NaN);
    int witness = -1;
    for (; corner < first.length && second[corner] > y; corner++) {
      if (witness < 0 || !(weighted[witness][corner] <= bounds[witness])) {
        witness = witness(corner, chosen, sum);
        if (witness < 0) {
          return true;
        }
      }
    }
    return false;
  }

  /**
   * How far the bounds of a sum are above those of all combinations, at the nearest line, in spans.
   */
  double excess(int chosen, long[] sum, int offset) {
    double least = Double.POSITIVE_INFINITY;
    for (int line = 0; line < lines.size(); line++) {
      least = Math.min(least, lines.excess(line, chosen, sum, offset));
    }
    return least;
  }

  /** A line that shows that no completion is below a corner, or -1; near ones are tried first. */
  private int witness(int corner, int chosen, long[] sum) {
    int start = nearest[corner];
    for (int i = 0; i < TRIED; i++) {
      int line = (i & 1) == 0 ? start + i / 2 : start - (i + 1) / 2;
      if (line >= 0 && line < lines.size()) {
        if (Double.isNaN(bounds[line])) {
          bounds[line] = lines.bound(line, chosen, sum, 0);
        }
        if (weighted[line][corner] <= bounds[line]) {
          return line;
        }
      }
    }
    return -1;
  }

  private long[][] rests() {
    int positions = problem.positions().size();
    long[][] smallest = new long[positions + 1][2];
    for (int p = positions - 1; p >= 0; p--) {
      for (int j = 0; j < 2; j++) {
        smallest[p][j] =
            smallest[p + 1][j] + AdditiveProblem.smallest(problem.positions().get(p), minimised[j]);
      }
    }
    return smallest;
  }
}
