package org.codesign.pareto;

/** A stable merge sort of row numbers by a long key; equal keys are settled by the caller. */
final class KeySort {

  private static final int INSERTION = 24;

  /** Settles rows with equal keys. */
  interface Ties {
    /** Whether the left row may stay before the right one. */
    boolean inOrder(int left, int right);
  }

  private final long[] keys;
  private final int[] rows;
  private final Ties ties;
  private long[] spareKeys = new long[0];
  private int[] spareRows = new int[0];

  private KeySort(long[] keys, int[] rows, Ties ties) {
    this.keys = keys;
    this.rows = rows;
    this.ties = ties;
  }

  /**
   * Sorts both arrays by the keys.
   *
   * @param keys the key of each row, changed in place
   * @param rows the row numbers, changed in place
   */
  static void sort(long[] keys, int[] rows, Ties ties) {
    KeySort sort = new KeySort(keys, rows, ties);
    sort.spareKeys = new long[(keys.length + 1) / 2];
    sort.spareRows = new int[(keys.length + 1) / 2];
    sort.sort(0, keys.length);
  }

  /** The row numbers 0, 1, ... */
  static int[] rowNumbers(int length) {
    int[] rows = new int[length];
    for (int i = 0; i < length; i++) {
      rows[i] = i;
    }
    return rows;
  }

  /**
   * The ranks 1, 2, ... of the values of a column; equal values share a rank.
   *
   * @param column the values, sorted in place
   */
  static int[] ranks(long[] column) {
    int[] order = rowNumbers(column.length);
    sort(column, order, (left, right) -> true);
    int[] ranks = new int[column.length];
    int rank = 0;
    for (int i = 0; i < column.length; i++) {
      if (i == 0 || column[i] != column[i - 1]) {
        rank++;
      }
      ranks[order[i]] = rank;
    }
    return ranks;
  }

  private void sort(int from, int to) {
    if (to - from <= INSERTION) {
      insertionSort(from, to);
      return;
    }
    int middle = (from + to) >>> 1;
    sort(from, middle);
    sort(middle, to);
    if (!inOrder(keys[middle - 1], rows[middle - 1], middle)) {
      merge(from, middle, to);
    }
  }

  private boolean inOrder(long leftKey, int leftRow, int right) {
    return leftKey < keys[right] || (leftKey == keys[right] && ties.inOrder(leftRow, rows[right]));
  }

  private void insertionSort(int from, int to) {
    for (int i = from + 1; i < to; i++) {
      long key = keys[i];
      int row = rows[i];
      int j = i;
      while (j > from
          && (keys[j - 1] > key || (keys[j - 1] == key && !ties.inOrder(rows[j - 1], row)))) {
        keys[j] = keys[j - 1];
        rows[j] = rows[j - 1];
        j--;
      }
      keys[j] = key;
      rows[j] = row;
    }
  }

  private void merge(int from, int middle, int to) {
    int left = middle - from;
    System.arraycopy(keys, from, spareKeys, 0, left);
    System.arraycopy(rows, from, spareRows, 0, left);
    int i = 0;
    int j = middle;
    int out = from;
    while (i < left && j < to) {
      if (inOrder(spareKeys[i], spareRows[i], j)) {
        keys[out] = spareKeys[i];
        rows[out++] = spareRows[i++];
      } else {
        keys[out] = keys[j];
        rows[out++] = rows[j++];
      }
    }
    System.arraycopy(spareKeys, i, keys, out, left - i);
    System.arraycopy(spareRows, i, rows, out, left - i);
  }
}
