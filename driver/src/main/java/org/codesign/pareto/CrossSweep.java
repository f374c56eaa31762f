package org.codesign.pareto;

import java.util.Arrays;

/**
 * Marks the rows of one list that rows of another list dominate, where the other list is known to
 * be no worse in the first objective. Both lists are sorted by the second objective.
 */
final class CrossSweep {

  private static final long BRUTE_FORCE_PAIRS = 400;

  /** The columns of the ranks that the sweep settles: second, third and fourth objective. */
  private static final int SWEPT = 3;

  private final int[] ranks;
  private final int stride;
  private final boolean[] dominated;
  private final PrefixMinimum minimum;

  /** A stack of lists for the recursion. */
  private int[] stack = new int[1024];

  private int top;

  /**
   * @param ranks the ranks of each row in the objectives after the first, row by row, from 1
   * @param stride the objectives after the first, at least three
   * @param dominated the marks, which other parties may read and set too
   */
  CrossSweep(int[] ranks, int stride, boolean[] dominated) {
    this.ranks = ranks;
    this.stride = stride;
    this.dominated = dominated;
    minimum = new PrefixMinimum(dominated.length);
  }

  /** Whether row a is nowhere worse than row b in the columns [from, to). */
  boolean weaklyDominates(int a, int b, int from, int to) {
    for (int j = from; j < to; j++) {
      if (ranks[a * stride + j] > ranks[b * stride + j]) {
        return false;
      }
    }
    return true;
  }

  /** Settles the first three columns: list[a, aEnd) against list[b, bEnd). */
  void sweep(int[] list, int a, int aEnd, int b, int bEnd) {
    int i = a;
    for (int j = b; j < bEnd; j++) {
      int row = list[j] * stride;
      for (; i < aEnd && ranks[list[i] * stride] <= ranks[row]; i++) {
        int other = list[i] * stride;
        minimum.lower(ranks[other + 1], ranks[other + 2]);
      }
      if (minimum.reaches(ranks[row + 1], ranks[row + 2])) {
        dominated[list[j]] = true;
      }
    }
    while (i > a) {
      i--;
      minimum.forget(ranks[list[i] * stride + 1]);
    }
  }

  /** Settles the columns [0, last]: list[a, aEnd) against list[b, bEnd). */
  void cross(int[] list, int a, int aEnd, int b, int bEnd, int last) {
    int base = top;
    int bTop = push(list, a, aEnd);
    int end = push(list, b, bEnd);
    cross(base, bTop, end, last);
    top = base;
  }

  private void cross(int a, int b, int end, int last) {
    if (a == b || b == end) {
      return;
    }
    if ((long) (b - a) * (end - b) <= BRUTE_FORCE_PAIRS) {
      compareAll(a, b, end, last);
    } else if (last < SWEPT) {
      sweep(stack, a, b, b, end);
    } else {
      split(a, b, end, last);
    }
  }

  private void compareAll(int a, int b, int end, int last) {
    for (int j = b; j < end; j++) {
      int row = stack[j];
      for (int i = a; i < b && !dominated[row]; i++) {
        dominated[row] = weaklyDominates(stack[i], row, 0, last + 1);
      }
    }
  }

  /** Splits at the middle of the ranks of the last column, which halves their range. */
  private void split(int a, int b, int end, int last) {
    int smallest = smallest(a, end, last);
    int largest = largest(a, end, last);
    int largestOfA = largest(a, b, last);
    if (largestOfA <= smallest(b, end, last)) {
      cross(a, b, end, last - 1);
      return;
    }
    int middle = (smallest + largest) >>> 1;
    int base = top;
    int lowB = pushWhere(a, b, last, smallest, middle);
    int highB = pushWhere(b, end, last, middle + 1, largest);
    cross(base, lowB, highB, last - 1);
    top = lowB;
    int lowEnd = pushWhere(b, end, last, smallest, middle);
    cross(base, lowB, lowEnd, last);
    top = base;
    int high = pushWhere(a, b, last, middle + 1, largest);
    int highEnd = pushWhere(b, end, last, middle + 1, largest);
    cross(base, high, highEnd, last);
    top = base;
  }

  private int smallest(int from, int to, int column) {
    int smallest = Integer.MAX_VALUE;
    for (int i = from; i < to; i++) {
      smallest = Math.min(smallest, ranks[stack[i] * stride + column]);
    }
    return smallest;
  }

  private int largest(int from, int to, int column) {
    int largest = 0;
    for (int i = from; i < to; i++) {
      largest = Math.max(largest, ranks[stack[i] * stride + column]);
    }
    return largest;
  }

  private int push(int[] list, int from, int to) {
    reserve(to - from);
    System.arraycopy(list, from, stack, top, to - from);
    top += to - from;
    return top;
  }

  /** Pushes the rows that are not dominated and whose rank is in a range; returns the new top. */
  private int pushWhere(int from, int to, int column, int least, int most) {
    reserve(to - from);
    for (int i = from; i < to; i++) {
      int row = stack[i];
      int rank = ranks[row * stride + column];
      if (rank >= least && rank <= most && !dominated[row]) {
        stack[top++] = row;
      }
    }
    return top;
  }

  private void reserve(int rows) {
    if (top + rows > stack.length) {
      stack = Arrays.copyOf(stack, Math.max(2 * stack.length, top + rows));
    }
  }
}
