package org.codesign.pareto;

/**
 * The points of a front in a balanced k-d tree with the smallest corner of each node, which finds
 * most points that the front dominates in a few steps. J. L. Bentley, "Multidimensional binary
 * search trees used for associative searching", Communications of the ACM 18(9), 1975. A search
 * gives up after a fixed number of nodes: dominated points are found early, as the half of smaller
 * values is searched first, and points of the front would have to visit a large part of the tree.
 */
final class DominanceTree {

  private static final int LEAF = 8;
  private static final int BUDGET = 200;

  private final int objectives;
  private final long[] points;
  private final int size;

  /** The smallest corner of each node; the children of node i are 2 i + 1 and 2 i + 2. */
  private final long[] corners;

  private int budget;

  /**
   * A tree of the first rows of a table.
   *
   * @param rows flat storage; it is copied
   */
  DominanceTree(long[] rows, int size, int objectives) {
    this.objectives = objectives;
    this.size = size;
    points = new long[size * objectives];
    System.arraycopy(rows, 0, points, 0, points.length);
    int nodes = 1;
    for (int span = size; span > LEAF; span = (span + 1) / 2) {
      nodes = 2 * nodes + 1;
    }
    corners = new long[nodes * objectives];
    if (size > 0) {
      build(0, 0, size, 0);
    }
  }

  /** Whether a point that dominates this one has been found; false may be wrong. */
  boolean dominates(long[] values, int offset) {
    budget = BUDGET;
    return size > 0 && dominates(0, 0, size, values, offset);
  }

  private boolean dominates(int node, int from, int to, long[] values, int offset) {
    if (!Dominance.weaklyDominates(corners, node * objectives, values, offset, objectives)
        || --budget < 0) {
      return false;
    }
    if (to - from <= LEAF) {
      for (int i = from; i < to; i++) {
        if (Dominance.dominates(points, i * objectives, values, offset, objectives)) {
          return true;
        }
      }
      return false;
    }
    int middle = (from + to) >>> 1;
    return dominates(2 * node + 1, from, middle, values, offset)
        || dominates(2 * node + 2, middle, to, values, offset);
  }

  private void build(int node, int from, int to, int objective) {
    for (int j = 0; j < objectives; j++) {
      long smallest = Long.MAX_VALUE;
      for (int i = from; i < to; i++) {
        smallest = Math.min(smallest, points[i * objectives + j]);
      }
      corners[node * objectives + j] = smallest;
    }
    if (to - from <= LEAF) {
      return;
    }
    int middle = (from + to) >>> 1;
    select(from, to - 1, middle, objective);
    int next = (objective + 1) % objectives;
    build(2 * node + 1, from, middle, next);
    build(2 * node + 2, middle, to, next);
  }

  /** Hoare's selection: puts the point of this place in the order of an objective there. */
  private void select(int first, int last, int place, int objective) {
    int from = first;
    int to = last;
    while (from < to) {
      long pivot = points[((from + to) >>> 1) * objectives + objective];
      int i = from;
      int j = to;
      while (i <= j) {
        while (points[i * objectives + objective] < pivot) {
          i++;
        }
        while (points[j * objectives + objective] > pivot) {
          j--;
        }
        if (i <= j) {
          swap(i++, j--);
        }
      }
      if (place <= j) {
        to = j;
      } else if (place >= i) {
        from = i;
      } else {
        return;
      }
    }
  }

  private void swap(int a, int b) {
    for (int j = 0; j < objectives; j++) {
      long value = points[a * objectives + j];
      points[a * objectives + j] = points[b * objectives + j];
      points[b * objectives + j] = value;
    }
  }
}
