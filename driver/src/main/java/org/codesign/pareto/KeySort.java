package org.codesign.pareto;

import java.util.Arrays;

/**
 * A stable sort of row numbers by a long key; equal keys are settled by the caller. Many rows are
 * sorted digit by digit from the lowest one, few of them and those with equal keys by merging.
 */
final class KeySort {

  private static final int INSERTION = 24;
  private static final int FEW = 200;
  private static final int DIGIT_BITS = 8;
  private static final int DIGITS = 1 << DIGIT_BITS;

  /** Keeps rows with equal keys in their order. */
  private static final Ties STABLE = (left, right) -> true;

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
    if (keys.length <= FEW) {
      sort.sort(0, keys.length);
      return;
    }
    sort.sortDigits();
    if (ties != STABLE) {
      sort.settle();
    }
  }

  /** Sorts stably; see {@link #sort(long[], int[], Ties)}. */
  static void sort(long[] keys, int[] rows) {
    sort(keys, rows, STABLE);
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
    sort(column, order);
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

  /** Sorts by the digits of the keys' distances from the smallest one. */
  private void sortDigits() {
    long smallest = Long.MAX_VALUE;
    long largest = Long.MIN_VALUE;
    for (long key : keys) {
      smallest = Math.min(smallest, key);
      largest = Math.max(largest, key);
    }
    // The range may exceed Long.MAX_VALUE, but not as a number without a sign.
    int bits = Long.SIZE - Long.numberOfLeadingZeros(largest - smallest);
    long[] fromKeys = keys;
    int[] fromRows = rows;
    long[] toKeys = new long[keys.length];
    int[] toRows = new int[keys.length];
    int[] places = new int[DIGITS];
    for (int shift = 0; shift < bits; shift += DIGIT_BITS) {
      Arrays.fill(places, 0);
      for (long key : fromKeys) {
        places[digit(key - smallest, shift)]++;
      }
      int place = 0;
      for (int digit = 0; digit < DIGITS; digit++) {
        int count = places[digit];
        places[digit] = place;
        place += count;
      }
      for (int i = 0; i < fromKeys.length; i++) {
        int to = places[digit(fromKeys[i] - smallest, shift)]++;
        toKeys[to] = fromKeys[i];
        toRows[to] = fromRows[i];
      }
      long[] doneKeys = fromKeys;
      int[] doneRows = fromRows;
      fromKeys = toKeys;
      fromRows = toRows;
      toKeys = doneKeys;
      toRows = doneRows;
    }
    if (fromKeys != keys) {
      System.arraycopy(fromKeys, 0, keys, 0, keys.length);
      System.arraycopy(fromRows, 0, rows, 0, keys.length);
    }
  }

  private static int digit(long distance, int shift) {
    return (int) (distance >>> shift) & (DIGITS - 1);
  }

  /** Sorts each run of equal keys. */
  private void settle() {
    int from = 0;
    for (int to = 1; to <= keys.length; to++) {
      if (to == keys.length || keys[to] != keys[from]) {
        if (to - from > 1) {
          sort(from, to);
        }
        from = to;
      }
    }
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
    if (spareKeys.length < left) {
      spareKeys = new long[2 * left];
      spareRows = new int[2 * left];
    }
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
