package org.codesign.pareto;

import java.util.Arrays;

/**
 * The smallest value among the keys up to a key, in O(log n): a binary indexed tree (P. Fenwick, "A
 * new data structure for cumulative frequency tables", Software: Practice and Experience 24, 1994)
 * of minima. Keys are 1, 2, ..., n.
 */
final class PrefixMinimum {

  private final long[] minima;

  PrefixMinimum(int keys) {
    minima = new long[keys + 1];
    Arrays.fill(minima, Long.MAX_VALUE);
  }

  /** Lowers the value of a key. */
  void lower(int key, long value) {
    // A node's range lies within its parent's, so the walk may stop where nothing improves.
    for (int i = key; i < minima.length && minima[i] > value; i += i & -i) {
      minima[i] = value;
    }
  }

  /** Whether a key in [1, key] has a value of at most this one. */
  boolean reaches(int key, long value) {
    for (int i = key; i > 0; i -= i & -i) {
      if (minima[i] <= value) {
        return true;
      }
    }
    return false;
  }

  /** Forgets the values of a key; correct once all lowered keys have been forgotten. */
  void forget(int key) {
    for (int i = key; i < minima.length && minima[i] != Long.MAX_VALUE; i += i & -i) {
      minima[i] = Long.MAX_VALUE;
    }
  }
}
