package org.codesign.pareto;

/**
 * The points of a front that turn away most dominated points before they cost a sort: a few
 * champions, of which one that turns a point away moves a place forward, and then all points in a
 * {@link DominanceTree}. Which points are champions changes the time, and never the front: a point
 * is turned away only where a kept point dominates it.
 */
final class Champions {

  private static final int COUNT = 16;

  private final int objectives;
  private final long[] rows;
  private int count;
  private DominanceTree tree;

  Champions(int objectives) {
    this.objectives = objectives;
    rows = new long[COUNT * objectives];
    tree = new DominanceTree(rows, 0, objectives);
  }

  /** Takes champions from all over a front in lexicographic order. */
  void choose(long[] front, int size) {
    count = Math.min(COUNT, size);
    tree = new DominanceTree(front, size, objectives);
    for (int i = 0; i < count; i++) {
      int from = (int) ((2L * i + 1) * size / (2L * count));
      System.arraycopy(front, from * objectives, rows, i * objectives, objectives);
    }
  }

  /** Whether a point that dominates this one has been found; false may be wrong. */
  boolean dominate(long[] values, int offset) {
    for (int i = 0; i < count; i++) {
      int row = i * objectives;
      if (Dominance.dominates(rows, row, values, offset, objectives)) {
        promote(row);
        return true;
      }
    }
    return tree.dominates(values, offset);
  }

  private void promote(int row) {
    for (int j = row; row > 0 && j < row + objectives; j++) {
      long value = rows[j];
      rows[j] = rows[j - objectives];
      rows[j - objectives] = value;
    }
  }
}
