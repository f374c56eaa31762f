package org.codesign.pareto;

/**
 * A few points of a front that turn away most dominated points before they cost a sort. A champion
 * that turns a point away moves one place forward. Which points are champions changes the time, and
 * never the front: a point is turned away only where a kept point dominates it.
 */
final class Champions {

  private static final int COUNT = 64;

  private final int objectives;
  private final long[] rows;
  private int count;

  Champions(int objectives) {
    this.objectives = objectives;
    rows = new long[COUNT * objectives];
  }

  /** Takes champions from all over a front in lexicographic order. */
  void choose(long[] front, int size) {
    count = Math.min(COUNT, size);
    for (int i = 0; i < count; i++) {
      int from = (int) ((2L * i + 1) * size / (2L * count));
      System.arraycopy(front, from * objectives, rows, i * objectives, objectives);
    }
  }

  /** Whether a champion is nowhere worse than the point and somewhere better. */
  boolean dominate(long[] values, int offset) {
    for (int i = 0; i < count; i++) {
      int row = i * objectives;
      if (Dominance.weaklyDominates(rows, row, values, offset, objectives)
          && different(row, values, offset)) {
        promote(row);
        return true;
      }
    }
    return false;
  }

  private boolean different(int row, long[] values, int offset) {
    for (int j = 0; j < objectives; j++) {
      if (rows[row + j] != values[offset + j]) {
        return true;
      }
    }
    return false;
  }

  private void promote(int row) {
    for (int j = row; row > 0 && j < row + objectives; j++) {
      long value = rows[j];
      rows[j] = rows[j - objectives];
      rows[j - objectives] = value;
    }
  }
}
