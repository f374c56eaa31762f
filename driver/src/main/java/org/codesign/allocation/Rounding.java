package org.codesign.allocation;

/** Assignments that meet the limits, made from relaxed ones by exchanging one choice at a time. */
final class Rounding {

  private final IntegerGrid grid;

  Rounding(IntegerGrid grid) {
    this.grid = grid;
  }

  /** The whole assignment of a node's decided groups and picks of the others. */
  int[] assignment(SearchNode node, int[] picks) {
    int[] items = node.decided.clone();
    for (int g = 0; g < picks.length; g++) {
      items[node.groups[g]] = picks[g];
    }
    return items;
  }

  /**
   * Exchanges choices until all limits are met, each time at the least weighted cost per excess
   * removed, and then for the better as long as they stay met. May fail to meet the limits.
   */
  int[] improve(SearchNode node, int[] picks, double[] weights) {
    int[] items = assignment(node, picks);
    long[] sums = new long[grid.limits];
    for (int item : items) {
      for (int k = 0; k < sums.length; k++) {
        sums[k] += grid.costs[k][item];
      }
    }
    int most = 4 * node.groups.length;
    while (most-- > 0 && exchange(node, items, sums, excess(sums) > 0, weights)) {
      // Each exchange lowers the excess, or the objective without any.
    }
    return items;
  }

  private boolean exchange(
      SearchNode node, int[] items, long[] sums, boolean repair, double[] weights) {
    double bestScore = Double.POSITIVE_INFINITY;
    int bestGroup = -1;
    int bestItem = -1;
    double excess = excess(sums);
    for (int g = 0; g < node.groups.length; g++) {
      int old = items[node.groups[g]];
      for (int i = node.start[g]; i < node.start[g + 1]; i++) {
        int item = node.items[i];
        double gain = excess - excessAfter(sums, old, item);
        double loss = (double) (grid.objective[item] - grid.objective[old]);
        double score = repair ? (loss + weighted(old, item, weights)) / gain : loss;
        boolean allowed = repair ? gain > 0 : loss < 0 && gain >= 0;
        if (allowed && score < bestScore) {
          bestScore = score;
          bestGroup = node.groups[g];
          bestItem = item;
        }
      }
    }
    if (bestGroup < 0) {
      return false;
    }
    for (int k = 0; k < sums.length; k++) {
      sums[k] += grid.costs[k][bestItem] - grid.costs[k][items[bestGroup]];
    }
    items[bestGroup] = bestItem;
    return true;
  }

  private double weighted(int old, int item, double[] weights) {
    double sum = 0;
    for (int k = 0; k < weights.length; k++) {
      double change = (double) grid.costs[k][item] - grid.costs[k][old];
      sum += weights[k] * change / Math.max(1.0, (double) grid.caps[k]);
    }
    return sum;
  }

  private double excess(long[] sums) {
    double excess = 0;
    for (int k = 0; k < sums.length; k++) {
      excess += (double) Math.max(0, sums[k] - grid.caps[k]) / Math.max(1.0, (double) grid.caps[k]);
    }
    return excess;
  }

  private double excessAfter(long[] sums, int old, int item) {
    double excess = 0;
    for (int k = 0; k < sums.length; k++) {
      long sum = sums[k] + grid.costs[k][item] - grid.costs[k][old];
      excess += (double) Math.max(0, sum - grid.caps[k]) / Math.max(1.0, (double) grid.caps[k]);
    }
    return excess;
  }
}
