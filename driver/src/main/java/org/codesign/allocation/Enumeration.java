package org.codesign.allocation;

import java.util.Arrays;
import java.util.Comparator;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * Looks at every assignment of a node that no bound excludes, depth first over its groups in a
 * fixed order, with the Lagrangian bounds of several multipliers that need a few additions a step:
 *
 * <pre>chosen (s + lambda * r) + sum over the rest of min (s + lambda * r) - lambda * b</pre>
 *
 * <p>With N choices of a reduced cost below the gap, evenly spread, about exp(2 sqrt(N)) partial
 * assignments have reduced costs that sum up to less than the gap: a million at N = 48. That is
 * cheaper than a tree of linear programs.
 */
final class Enumeration {

  private final IntegerGrid grid;
  private final double[][] multipliers;
  private final long maximumSteps;
  private final BooleanSupplier timeIsSpent;
  private final Consumer<int[]> found;
  private final SearchNode node;
  private final double[] base;
  private final double[] rounding;

  /** The groups and their items in the order of the search. */
  private int[][] items;

  private int[] group;
  private double[][][] weights;
  private double[][] rest;
  private long[][] leastRest;
  private double[][] sums;
  private long[][] used;
  private long[] objective;
  private final int[] chosen;
  private long cutoff;
  private long steps;

  /**
   * @param multipliers the best ones first
   * @param found takes the items of all groups of each better assignment
   */
  Enumeration(
      IntegerGrid grid,
      SearchNode node,
      double[][] multipliers,
      long maximumSteps,
      BooleanSupplier timeIsSpent,
      Consumer<int[]> found) {
    this.grid = grid;
    this.node = node;
    this.multipliers = multipliers;
    this.maximumSteps = maximumSteps;
    this.timeIsSpent = timeIsSpent;
    this.found = found;
    base = new double[multipliers.length];
    rounding = new double[multipliers.length];
    chosen = node.decided.clone();
  }

  /**
   * Enumerates what is better than the cutoff.
   *
   * @return whether that was done within the steps; else there may be more
   */
  boolean run(long cutoff) {
    this.cutoff = cutoff;
    prepare();
    // Twice, since the bounds rise when the cheapest item of a group is dropped.
    for (int pass = 0; pass < 2; pass++) {
      if (!reduce()) {
        return true;
      }
    }
    double estimate = estimate();
    if (estimate > maximumSteps) {
      return false;
    }
    layOut();
    return descend(0);
  }

  private double weight(int q, int item) {
    double sum = grid.objective[item];
    for (int k = 0; k < grid.limits; k++) {
      sum += multipliers[q][k] * (grid.costs[k][item] / Math.max(1.0, (double) grid.caps[k]));
    }
    return sum;
  }

  private void prepare() {
    for (int q = 0; q < base.length; q++) {
      base[q] = node.objective;
      double size = node.objective;
      for (int k = 0; k < grid.limits; k++) {
        double right = (grid.caps[k] - node.used[k]) / Math.max(1.0, (double) grid.caps[k]);
        base[q] -= multipliers[q][k] * right;
        size += Math.abs(multipliers[q][k] * right);
      }
      rounding[q] = 4 * size * (node.groups.length + 16) * 0x1p-51;
    }
    items = new int[node.groups.length][];
    for (int g = 0; g < items.length; g++) {
      items[g] = Arrays.copyOfRange(node.items, node.start[g], node.start[g + 1]);
    }
  }

  private boolean isCut(int q, double bound) {
    return Math.ceil(bound - rounding[q]) >= cutoff;
  }

  /** Drops the items that the bound of any multipliers excludes; false if nothing is left. */
  private boolean reduce() {
    for (int q = 0; q < base.length; q++) {
      double bound = base[q];
      double[][] w = new double[items.length][];
      double[] least = new double[items.length];
      for (int g = 0; g < items.length; g++) {
        w[g] = new double[items[g].length];
        least[g] = Double.POSITIVE_INFINITY;
        for (int i = 0; i < w[g].length; i++) {
          w[g][i] = weight(q, items[g][i]);
          least[g] = Math.min(least[g], w[g][i]);
        }
        bound += least[g];
      }
      if (isCut(q, bound)) {
        return false;
      }
      for (int g = 0; g < items.length; g++) {
        int kept = 0;
        for (int i = 0; i < w[g].length; i++) {
          if (!isCut(q, bound - least[g] + w[g][i])) {
            items[g][kept++] = items[g][i];
          }
        }
        items[g] = Arrays.copyOf(items[g], kept);
      }
    }
    return true;
  }

  /** About how many partial assignments have reduced costs within the gap. */
  private double estimate() {
    double bound = base[0];
    for (int[] list : items) {
      bound += Arrays.stream(list).mapToDouble(item -> weight(0, item)).min().orElse(0);
    }
    double gap = Math.max(cutoff - bound, 1e-9);
    double count = 0;
    for (int[] list : items) {
      double least = Arrays.stream(list).mapToDouble(item -> weight(0, item)).min().orElse(0);
      for (int item : list) {
        count += 1 - Math.min(1, (weight(0, item) - least) / gap);
      }
    }
    // Evenly spread reduced costs have a mean of half the gap.
    return Math.exp(2 * Math.sqrt(2 * Math.max(0, count - items.length)));
  }

  private void layOut() {
    int n = items.length;
    double[] spread = new double[n];
    for (int g = 0; g < n; g++) {
      for (int k = 0; k < grid.limits; k++) {
        long[] costs = grid.costs[k];
        long most = Arrays.stream(items[g]).mapToLong(item -> costs[item]).max().orElse(0);
        long least = Arrays.stream(items[g]).mapToLong(item -> costs[item]).min().orElse(0);
        spread[g] += multipliers[0][k] * ((most - least) / Math.max(1.0, (double) grid.caps[k]));
      }
    }
    group =
        IntStream.range(0, n)
            .boxed()
            .sorted(Comparator.comparingDouble(g -> -spread[g]))
            .mapToInt(Integer::intValue)
            .toArray();
    int q = base.length;
    weights = new double[n][][];
    rest = new double[n + 1][q];
    leastRest = new long[n + 1][grid.limits];
    sums = new double[n + 1][q];
    used = new long[n + 1][grid.limits];
    objective = new long[n + 1];
    int[][] ordered = new int[n][];
    for (int d = n - 1; d >= 0; d--) {
      ordered[d] =
          Arrays.stream(items[group[d]])
              .boxed()
              .sorted(Comparator.comparingDouble(item -> weight(0, item)))
              .mapToInt(Integer::intValue)
              .toArray();
      layOut(d, ordered[d]);
    }
    items = ordered;
    System.arraycopy(base, 0, sums[0], 0, q);
    System.arraycopy(node.used, 0, used[0], 0, grid.limits);
    objective[0] = node.objective;
  }

  private void layOut(int d, int[] list) {
    weights[d] = new double[list.length][base.length];
    for (int q = 0; q < base.length; q++) {
      double least = Double.POSITIVE_INFINITY;
      for (int i = 0; i < list.length; i++) {
        weights[d][i][q] = weight(q, list[i]);
        least = Math.min(least, weights[d][i][q]);
      }
      rest[d][q] = rest[d + 1][q] + least;
    }
    for (int k = 0; k < grid.limits; k++) {
      long[] costs = grid.costs[k];
      long least = Arrays.stream(list).mapToLong(item -> costs[item]).min().orElse(0);
      leastRest[d][k] = leastRest[d + 1][k] + least;
    }
  }

  private boolean descend(int d) {
    if (d == items.length) {
      if (objective[d] < cutoff) {
        cutoff = objective[d];
        found.accept(chosen.clone());
      }
      return true;
    }
    steps++;
    boolean isLate = (steps & 0xfffff) == 0 && timeIsSpent.getAsBoolean();
    if (isLate || steps > 20 * maximumSteps) {
      return false;
    }
    int[] list = items[d];
    for (int i = 0; i < list.length; i++) {
      int open = extend(d, i);
      if (open == 0) {
        break;
      }
      if (open > 0) {
        chosen[node.groups[group[d]]] = list[i];
        if (!descend(d + 1)) {
          return false;
        }
      }
    }
    return true;
  }

  /** Takes an item: 1 if that may be better, -1 if not, 0 if the items after it are not, too. */
  private int extend(int d, int i) {
    double[] from = sums[d];
    double[] to = sums[d + 1];
    double[] weight = weights[d][i];
    double[] after = rest[d + 1];
    for (int q = 0; q < to.length; q++) {
      to[q] = from[q] + weight[q];
      if (to[q] + after[q] - rounding[q] > cutoff - 1) {
        return q == 0 ? 0 : -1;
      }
    }
    int item = items[d][i];
    for (int k = 0; k < grid.limits; k++) {
      used[d + 1][k] = used[d][k] + grid.costs[k][item];
      if (used[d + 1][k] + leastRest[d + 1][k] > grid.caps[k]) {
        return -1;
      }
    }
    objective[d + 1] = objective[d] + grid.objective[item];
    return 1;
  }
}
