package org.codesign.pareto;

import java.util.Arrays;

/**
 * Marks the non-dominated rows of a lexicographically sorted table of distinct rows, in which no
 * row can be dominated by a later one. One and two objectives take O(n), three O(n log n) and k
 * objectives O(n log^(k-2) n): the sweep and the divide-and-conquer of H. T. Kung, F. Luccio and F.
 * P. Preparata, "On finding the maxima of a set of vectors", Journal of the ACM 22(4), 1975, with
 * the three-objective step of each merge as a sweep over prefix minima.
 */
final class NonDominatedRows {

  private static final int BRUTE_FORCE = 24;

  private final int objectives;

  /** The ranks of each row in the objectives after the first, row by row. */
  private final int[] ranks;

  private final int stride;
  private final boolean[] dominated;

  /** Within a range of rows: those not dominated so far, by the second objective. */
  private final int[] order;

  private final int[] spare;
  private final CrossSweep sweep;

  private NonDominatedRows(long[] rows, int count, int objectives) {
    this.objectives = objectives;
    stride = objectives - 1;
    ranks = new int[count * stride];
    for (int j = 1; j < objectives; j++) {
      int[] column = KeySort.ranks(column(rows, count, objectives, j));
      for (int i = 0; i < count; i++) {
        ranks[i * stride + j - 1] = column[i];
      }
    }
    dominated = new boolean[count];
    order = new int[count];
    spare = new int[count];
    sweep = new CrossSweep(ranks, stride, dominated);
  }

  /**
   * Which rows are dominated.
   *
   * @param rows flat storage, sorted lexicographically, without duplicates
   */
  static boolean[] dominated(long[] rows, int count, int objectives) {
    if (objectives <= 2) {
      return dominatedOfTwo(rows, count, objectives);
    }
    if (objectives == 3) {
      return dominatedOfThree(rows, count);
    }
    NonDominatedRows filter = new NonDominatedRows(rows, count, objectives);
    filter.filter(0, count);
    return filter.dominated;
  }

  private static boolean[] dominatedOfTwo(long[] rows, int count, int objectives) {
    boolean[] dominated = new boolean[count];
    if (objectives == 1) {
      Arrays.fill(dominated, Math.min(1, count), count, true);
      return dominated;
    }
    long smallest = Long.MAX_VALUE;
    for (int i = 0; i < count; i++) {
      long value = rows[2 * i + 1];
      dominated[i] = i > 0 && value >= smallest;
      smallest = Math.min(smallest, value);
    }
    return dominated;
  }

  private static boolean[] dominatedOfThree(long[] rows, int count) {
    boolean[] dominated = new boolean[count];
    int[] second = KeySort.ranks(column(rows, count, 3, 1));
    PrefixMinimum minimum = new PrefixMinimum(count);
    for (int i = 0; i < count; i++) {
      long third = rows[3 * i + 2];
      dominated[i] = minimum.reaches(second[i], third);
      if (!dominated[i]) {
        minimum.lower(second[i], third);
      }
    }
    return dominated;
  }

  private static long[] column(long[] rows, int count, int objectives, int objective) {
    long[] column = new long[count];
    for (int i = 0; i < count; i++) {
      column[i] = rows[i * objectives + objective];
    }
    return column;
  }

  /** Filters rows [from, to); returns how many remain, at order[from...]. */
  private int filter(int from, int to) {
    if (to - from <= BRUTE_FORCE) {
      return filterByBruteForce(from, to);
    }
    int middle = (from + to) >>> 1;
    int left = filter(from, middle);
    int right = filter(middle, to);
    if (objectives == 4) {
      sweep.sweep(order, from, from + left, middle, middle + right);
    } else {
      sweep.cross(order, from, from + left, middle, middle + right, stride - 1);
    }
    return merge(from, from + left, middle, middle + right);
  }

  private int filterByBruteForce(int from, int to) {
    int remaining = 0;
    for (int i = from; i < to; i++) {
      for (int j = from; j < i && !dominated[i]; j++) {
        dominated[i] = !dominated[j] && sweep.weaklyDominates(j, i, 0, stride);
      }
      if (!dominated[i]) {
        int place = from + remaining++;
        while (place > from && rank(order[place - 1]) > rank(i)) {
          order[place] = order[place - 1];
          place--;
        }
        order[place] = i;
      }
    }
    return remaining;
  }

  private int rank(int row) {
    return ranks[row * stride];
  }

  /** Merges two ranges by the second objective and drops the dominated rows of the right one. */
  private int merge(int left, int leftEnd, int right, int rightEnd) {
    int out = 0;
    int i = left;
    for (int j = right; j < rightEnd; j++) {
      int row = order[j];
      if (dominated[row]) {
        continue;
      }
      while (i < leftEnd && rank(order[i]) <= rank(row)) {
        spare[out++] = order[i++];
      }
      spare[out++] = row;
    }
    System.arraycopy(order, i, spare, out, leftEnd - i);
    out += leftEnd - i;
    System.arraycopy(spare, 0, order, left, out);
    return out;
  }
}
