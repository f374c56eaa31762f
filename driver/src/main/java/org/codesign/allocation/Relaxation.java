package org.codesign.allocation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The Lagrangian relaxation of a node's limits, whose best bound is that of linear programming
 * since its subproblem, the cheapest choice of each group, is integral (A. M. Geoffrion,
 * "Lagrangean relaxation for integer programming", Mathematical Programming Study 2, 1974):
 *
 * <pre>L(lambda) = sum over groups of min over choices (s + lambda * r) - lambda * b</pre>
 *
 * <p>The multipliers come from the simplex method on the convex hull of assignments with columns
 * made as needed (G. B. Dantzig and P. Wolfe, "Decomposition principle for linear programs",
 * Operations Research 8(1), 1960): one row a limit and one for convexity. Every L(lambda) with
 * lambda not negative is a bound, so that rounding costs tightness at most, never correctness; what
 * the evaluation itself rounds is subtracted. Not thread-safe.
 */
final class Relaxation {

  private static final int MOST_PIVOTS = 120;
  private static final double NOTHING = 1e-11;

  private final IntegerGrid grid;
  private final int limits;
  private final double[][] costs;
  private final double artificialCost;

  /** The basic columns: objective, cost under each limit and 1 for convexity, choices. */
  private final double[] columnObjective;

  private final double[][] column;
  private final int[][] picks;

  private final double[] right;
  private double[] shares;
  private final double[] lambda;
  private int[] pick = new int[0];
  private double value;
  private double bestBound;
  private double bestRounding;
  private final double[] bestLambda;
  private final List<double[]> tried = new ArrayList<>();
  private final List<Double> triedBounds = new ArrayList<>();

  Relaxation(IntegerGrid grid) {
    this.grid = grid;
    limits = grid.limits;
    costs = new double[limits][];
    for (int k = 0; k < limits; k++) {
      double cap = Math.max(1.0, (double) grid.caps[k]);
      costs[k] = Arrays.stream(grid.costs[k]).mapToDouble(cost -> cost / cap).toArray();
    }
    artificialCost = 1 + 1000.0 * Arrays.stream(grid.objective).asDoubleStream().sum();
    columnObjective = new double[limits + 1];
    column = new double[limits + 1][limits + 1];
    picks = new int[limits + 1][];
    right = new double[limits + 1];
    shares = new double[limits + 1];
    lambda = new double[limits];
    bestLambda = new double[limits];
  }

  /**
   * Improves the bound of a node until it is best or reaches the cutoff.
   *
   * @param from multipliers to begin with
   * @return whether the bound reaches the cutoff: nothing below the node is better than that
   */
  boolean reaches(SearchNode node, long cutoff, double[] from) {
    System.arraycopy(from, 0, lambda, 0, limits);
    bestBound = Double.NEGATIVE_INFINITY;
    tried.clear();
    triedBounds.clear();
    for (int k = 0; k < limits; k++) {
      right[k] = (double) (grid.caps[k] - node.used[k]) / Math.max(1.0, (double) grid.caps[k]);
    }
    right[limits] = 1;
    evaluate(node);
    begin();
    for (int pivots = 0; pivots < MOST_PIVOTS && !isCut(cutoff); pivots++) {
      double[][] inverse = SmallMatrix.inverse(column);
      if (inverse == null || !pivot(node, inverse)) {
        break;
      }
    }
    return isCut(cutoff);
  }

  /** What an item costs at the best multipliers. */
  double reduced(int item) {
    double sum = grid.objective[item];
    for (int k = 0; k < limits; k++) {
      sum += bestLambda[k] * costs[k][item];
    }
    return sum;
  }

  /** The best multipliers found for the last node. */
  double[] multipliers() {
    return bestLambda.clone();
  }

  /** The best multipliers first, the next best ones, and some that weigh one limit differently. */
  double[][] variety(int tries) {
    Stream<double[]> next =
        IntStream.range(0, tried.size())
            .boxed()
            .sorted(Comparator.comparingDouble(i -> -triedBounds.get(i)))
            .map(tried::get)
            .filter(one -> !Arrays.equals(one, bestLambda))
            .limit(tries);
    Stream<double[]> others =
        IntStream.range(0, limits)
            .boxed()
            .flatMap(k -> Stream.of(0.6, 0.85, 1.2, 1.7).map(factor -> weighed(k, factor)));
    return Stream.of(Stream.of(multipliers()), next, others)
        .flatMap(one -> one)
        .toArray(double[][]::new);
  }

  private double[] weighed(int limit, double factor) {
    double[] weighed = multipliers();
    weighed[limit] *= factor;
    return weighed;
  }

  /** The best bound found for the last node. */
  double bound() {
    return bestBound - bestRounding;
  }

  /** How much of the relaxed solution takes an item of the i-th undecided group. */
  double share(int group, int item) {
    double share = 0;
    for (int t = 0; t <= limits; t++) {
      share += picks[t] != null && picks[t][group] == item ? shares[t] : 0;
    }
    return share;
  }

  /** The assignments of which the relaxed solution is a mixture, as items of undecided groups. */
  int[][] mixture() {
    return Arrays.stream(picks).filter(one -> one != null).toArray(int[][]::new);
  }

  private boolean isCut(long cutoff) {
    return Math.ceil(bestBound - bestRounding) >= cutoff;
  }

  /** The cheapest assignment at the multipliers; its bound is kept if it is the best one. */
  private void evaluate(SearchNode node) {
    pick = new int[node.groups.length];
    double sum = 0;
    for (int g = 0; g < pick.length; g++) {
      double least = Double.POSITIVE_INFINITY;
      for (int i = node.start[g]; i < node.start[g + 1]; i++) {
        int item = node.items[i];
        double cost = grid.objective[item];
        for (int k = 0; k < limits; k++) {
          cost += lambda[k] * costs[k][item];
        }
        if (cost < least) {
          least = cost;
          pick[g] = item;
        }
      }
      sum += least;
    }
    value = sum;
    double size = sum + node.objective;
    double bound = sum + node.objective;
    for (int k = 0; k < limits; k++) {
      bound -= lambda[k] * right[k];
      size += Math.abs(lambda[k] * right[k]);
    }
    tried.add(lambda.clone());
    triedBounds.add(bound);
    if (bound > bestBound) {
      bestBound = bound;
      bestRounding = size * (pick.length + 16) * 0x1p-51;
      System.arraycopy(lambda, 0, bestLambda, 0, limits);
    }
  }

  /** The first basis: one assignment, and what its costs leave of the limits or exceed them by. */
  private void begin() {
    Arrays.fill(picks, null);
    load(limits);
    shares[limits] = 1;
    for (int k = 0; k < limits; k++) {
      double left = right[k] - column[limits][k];
      Arrays.fill(column[k], 0);
      column[k][k] = left >= 0 ? 1 : -1;
      columnObjective[k] = left >= 0 ? 0 : artificialCost;
    }
  }

  /** Puts the assignment just evaluated at a place of the basis. */
  private void load(int place) {
    picks[place] = pick;
    double sum = 0;
    Arrays.fill(column[place], 0);
    for (int item : pick) {
      sum += grid.objective[item];
      for (int k = 0; k < limits; k++) {
        column[place][k] += costs[k][item];
      }
    }
    columnObjective[place] = sum;
    column[place][limits] = 1;
  }

  /** One step of the simplex method; false if there is none to make. */
  private boolean pivot(SearchNode node, double[][] inverse) {
    shares = SmallMatrix.times(inverse, right);
    double[] duals = SmallMatrix.timesTransposed(inverse, columnObjective);
    int slack = -1;
    for (int k = 0; k < limits; k++) {
      lambda[k] = -duals[k];
      if (lambda[k] < 0 && (slack < 0 || lambda[k] < lambda[slack])) {
        slack = k;
      }
    }
    double[] entering = new double[limits + 1];
    if (slack >= 0 && lambda[slack] < -NOTHING * (1 + Math.abs(duals[limits]))) {
      entering[slack] = 1;
      int place = leaving(SmallMatrix.times(inverse, entering));
      if (place < 0) {
        return false;
      }
      picks[place] = null;
      columnObjective[place] = 0;
      System.arraycopy(entering, 0, column[place], 0, entering.length);
      return true;
    }
    for (int k = 0; k < limits; k++) {
      lambda[k] = Math.max(0, lambda[k]);
    }
    evaluate(node);
    if (value - duals[limits] >= -NOTHING * (1 + Math.abs(duals[limits]))) {
      return false;
    }
    for (int item : pick) {
      for (int k = 0; k < limits; k++) {
        entering[k] += costs[k][item];
      }
    }
    entering[limits] = 1;
    int place = leaving(SmallMatrix.times(inverse, entering));
    if (place >= 0) {
      load(place);
    }
    return place >= 0;
  }

  private int leaving(double[] direction) {
    int place = -1;
    double least = Double.POSITIVE_INFINITY;
    for (int t = 0; t <= limits; t++) {
      if (direction[t] > NOTHING) {
        double ratio = Math.max(0, shares[t]) / direction[t];
        if (ratio < least) {
          least = ratio;
          place = t;
        }
      }
    }
    return place;
  }
}
