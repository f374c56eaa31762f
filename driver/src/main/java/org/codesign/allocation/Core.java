package org.codesign.allocation;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * What is left of a node when its choices have been dropped whose reduced costs exclude them (E.
 * Balas and E. Zemel, "An algorithm for large zero-one knapsack problems", Operations Research
 * 28(5), 1980, call it the core). Everything is told as whole amounts that an item adds to the
 * cheapest one of its group, and what an assignment of all groups has room for:
 *
 * <pre>
 * reduced cost  sum of (s + lambda r)  below  cutoff - L(lambda)
 * objective     sum of s               below  cutoff
 * costs         sum of r_k             at most b_k
 * and more reduced costs at other lambda
 * </pre>
 *
 * <p>Reduced costs are rounded down and their room up, so that nothing is lost.
 */
final class Core {

  private static final int BUCKETS = 128;
  private static final int REDUCED_BITS = 44;

  final IntegerGrid grid;
  final SearchNode node;

  /** The items of each undecided group by rising reduced cost. */
  final int[][] items;

  /** What each item of each group adds: reduced cost, objective, costs, more reduced costs. */
  final long[][][] amounts;

  /** What there is room for, in the same order. */
  final long[] room;

  /** How much of the reduced cost makes a unit of the objective. */
  final double scale;

  private final double[][] multipliers;

  private Core(SearchNode node, IntegerGrid grid, double[][] multipliers, long cutoff) {
    this.node = node;
    this.grid = grid;
    this.multipliers = multipliers;
    items = new int[node.groups.length][];
    for (int g = 0; g < items.length; g++) {
      items[g] = Arrays.copyOfRange(node.items, node.start[g], node.start[g + 1]);
    }
    double[][] weights = new double[multipliers.length][];
    // Twice, since the bounds rise when the cheapest item of a group is dropped.
    for (int pass = 0; pass < 2 && !isEmpty(); pass++) {
      for (int q = 0; q < weights.length && !isEmpty(); q++) {
        weights[q] = weights(q);
        drop(q, weights[q], cutoff);
      }
    }
    scale = isEmpty() ? 1 : scale(room(0, weights[0], cutoff));
    amounts = new long[items.length][][];
    room = new long[grid.limits + 1 + multipliers.length];
    if (!isEmpty()) {
      sort(weights[0]);
      layOut(weights, cutoff);
    }
  }

  /**
   * The core of what is better than the cutoff.
   *
   * @param multipliers the best ones first
   */
  static Core of(IntegerGrid grid, SearchNode node, double[][] multipliers, long cutoff) {
    return new Core(node, grid, multipliers, cutoff);
  }

  /** Whether a group has no item left. */
  boolean isEmpty() {
    for (int[] list : items) {
      if (list.length == 0) {
        return true;
      }
    }
    return false;
  }

  /** The number of coordinates that decide: reduced cost, objective and costs. */
  int coordinates() {
    return grid.limits + 2;
  }

  /** The items of all groups of the grid. */
  int[][] domains() {
    int[][] domains = node.domains();
    for (int g = 0; g < items.length; g++) {
      domains[node.groups[g]] = items[g].clone();
      Arrays.sort(domains[node.groups[g]]);
    }
    return domains;
  }

  /** What a unit of each coordinate is worth in the objective. */
  double[] weights() {
    double[] weights = new double[coordinates()];
    weights[0] = 1 / scale;
    weights[1] = 1;
    for (int k = 0; k < grid.limits; k++) {
      weights[k + 2] = multipliers[0][k] / Math.max(1.0, (double) grid.caps[k]);
    }
    return weights;
  }

  /** The weights of all items of the grid that are left. */
  private double[] weights(int q) {
    double[] weights = new double[grid.objective.length];
    double[] factor = new double[grid.limits];
    for (int k = 0; k < grid.limits; k++) {
      factor[k] = multipliers[q][k] / Math.max(1.0, (double) grid.caps[k]);
    }
    for (int[] list : items) {
      for (int item : list) {
        double sum = grid.objective[item];
        for (int k = 0; k < grid.limits; k++) {
          sum += factor[k] * grid.costs[k][item];
        }
        weights[item] = sum;
      }
    }
    return weights;
  }

  /** Drops the items for which there is no room. */
  private void drop(int q, double[] weights, long cutoff) {
    double room = room(q, weights, cutoff);
    for (int g = 0; g < items.length; g++) {
      double most = least(items[g], weights) + room;
      int kept = 0;
      for (int item : items[g]) {
        if (weights[item] <= most) {
          items[g][kept++] = item;
        }
      }
      items[g] = kept == items[g].length ? items[g] : Arrays.copyOf(items[g], kept);
    }
  }

  /** What the weights of a better assignment can be above the least ones; generously rounded. */
  private double room(int q, double[] weights, long cutoff) {
    double sum = node.objective;
    double size = node.objective;
    for (int k = 0; k < grid.limits; k++) {
      double right = (grid.caps[k] - node.used[k]) / Math.max(1.0, (double) grid.caps[k]);
      sum -= multipliers[q][k] * right;
      size += Math.abs(multipliers[q][k] * right);
    }
    for (int[] list : items) {
      sum += least(list, weights);
    }
    return cutoff - 1 - sum + 4 * size * (items.length + 16) * 0x1p-51;
  }

  private static double least(int[] list, double[] weights) {
    double least = Double.POSITIVE_INFINITY;
    for (int item : list) {
      least = Math.min(least, weights[item]);
    }
    return least;
  }

  private void sort(double[] weights) {
    for (int g = 0; g < items.length; g++) {
      items[g] =
          Arrays.stream(items[g])
              .boxed()
              .sorted(Comparator.comparingDouble(item -> weights[item]))
              .mapToInt(Integer::intValue)
              .toArray();
    }
  }

  private static double scale(double room) {
    return Math.scalb(1.0, REDUCED_BITS - Math.getExponent(Math.max(room, 1)));
  }

  private void layOut(double[][] weights, long cutoff) {
    int first = coordinates();
    room[1] = cutoff - 1 - node.objective;
    for (int k = 0; k < grid.limits; k++) {
      room[k + 2] = grid.caps[k] - node.used[k];
    }
    for (int g = 0; g < items.length; g++) {
      amounts[g] = new long[items[g].length][room.length];
      layOut(g, 1, values(items[g], grid.objective));
      for (int k = 0; k < grid.limits; k++) {
        layOut(g, k + 2, values(items[g], grid.costs[k]));
      }
    }
    for (int q = 0; q < multipliers.length; q++) {
      double open = room(q, weights[q], cutoff);
      int place = q == 0 ? 0 : first + q - 1;
      room[place] = (long) Math.ceil(open * scale(open));
      for (int g = 0; g < items.length; g++) {
        layOut(g, place, scaled(items[g], weights[q], scale(open)));
      }
    }
  }

  /** The weights above the least one as whole numbers, rounded down. */
  private static long[] scaled(int[] list, double[] weights, double scale) {
    double least = least(list, weights);
    long[] scaled = new long[list.length];
    for (int i = 0; i < list.length; i++) {
      scaled[i] = (long) ((weights[list[i]] - least) * scale);
    }
    return scaled;
  }

  private static long[] values(int[] list, long[] all) {
    long[] values = new long[list.length];
    for (int i = 0; i < list.length; i++) {
      values[i] = all[list[i]];
    }
    return values;
  }

  /** Takes what the cheapest item adds from the room, and notes what others add to that. */
  private void layOut(int g, int place, long[] values) {
    room[place] -= values[0];
    for (int i = 0; i < values.length; i++) {
      amounts[g][i][place] = values[i] - values[0];
    }
  }

  /**
   * About how many assignments of some groups have reduced costs that sum up to the room, counted
   * in steps of a part of it; of equal groups, as many as of sets.
   */
  double count(List<int[]> chains) {
    double[] ways = new double[BUCKETS];
    ways[0] = 1;
    for (int[] chain : chains) {
      if (chain.length == 1) {
        ways = extended(ways, amounts[chain[0]]);
      } else {
        repeat(ways, amounts[chain[0]], chain.length);
      }
    }
    return Arrays.stream(ways).sum();
  }

  private double[] extended(double[] ways, long[][] list) {
    double[] next = new double[BUCKETS];
    for (long[] one : list) {
      int step = step(one[0]);
      for (int b = 0; b + step < BUCKETS; b++) {
        next[b + step] += ways[b];
      }
    }
    return next;
  }

  private void repeat(double[] ways, long[][] list, int most) {
    for (int i = 1; i < list.length; i++) {
      int step = step(list[i][0]);
      if (step == 0) {
        for (int b = 0; b < BUCKETS; b++) {
          ways[b] *= most;
        }
      }
      for (int b = 0; step > 0 && b + step < BUCKETS; b++) {
        ways[b + step] += ways[b];
      }
    }
  }

  private int step(long reduced) {
    return (int) Math.min(BUCKETS, Math.rint((double) reduced / Math.max(room[0], 1) * BUCKETS));
  }
}
