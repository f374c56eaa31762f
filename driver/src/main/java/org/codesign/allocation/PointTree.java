package org.codesign.allocation;

import java.util.Arrays;

/**
 * Points in a tree of nested boxes, each halved where it is widest (J. L. Bentley,
 * "Multidimensional binary search trees used for associative searching", Communications of the ACM
 * 18(9), 1975), with the least coordinates of each box. Boxes are numbered as in a heap from 1; box
 * b has the points from {@code from[b]} to {@code to[b]}.
 */
final class PointTree {

  /** A tree of no points. */
  static final PointTree EMPTY = new PointTree(new long[0], 0, new double[1]);

  private static final int LEAF = 24;

  /** The coordinates, point after point. */
  final long[] points;

  /** The least coordinates, box after box. */
  final long[] least;

  final int[] number;
  final int[] from;
  final int[] to;
  final int dimensions;
  private final double[] weights;

  /**
   * A tree.
   *
   * @param points coordinates of each point; the array is put in another order
   * @param weights what a unit of each coordinate weighs when boxes are compared
   */
  PointTree(long[] points, int size, double[] weights) {
    this.points = points;
    this.weights = weights;
    dimensions = weights.length;
    number = new int[size];
    Arrays.setAll(number, i -> i);
    int boxes = 2;
    while (boxes * LEAF < 2 * size) {
      boxes *= 2;
    }
    least = new long[2 * boxes * dimensions];
    from = new int[2 * boxes];
    to = new int[2 * boxes];
    build(1, 0, size);
  }

  boolean isLeaf(int box) {
    return to[box] - from[box] <= LEAF;
  }

  private void build(int box, int lo, int hi) {
    from[box] = lo;
    to[box] = hi;
    int widest = 0;
    double width = -1;
    for (int k = 0; k < dimensions; k++) {
      long low = Long.MAX_VALUE;
      long high = Long.MIN_VALUE;
      for (int i = lo; i < hi; i++) {
        long value = points[i * dimensions + k];
        low = Math.min(low, value);
        high = Math.max(high, value);
      }
      least[box * dimensions + k] = low;
      double one = weights[k] * (high - low);
      if (one > width) {
        width = one;
        widest = k;
      }
    }
    if (hi - lo > LEAF) {
      int middle = (lo + hi) >>> 1;
      select(lo, hi - 1, middle, widest);
      build(2 * box, lo, middle);
      build(2 * box + 1, middle, hi);
    }
  }

  /** Hoare's selection: the points before the middle are not larger than those after it. */
  private void select(int left, int right, int middle, int k) {
    int lo = left;
    int hi = right;
    while (lo < hi) {
      long pivot = points[((lo + hi) >>> 1) * dimensions + k];
      int i = lo;
      int j = hi;
      while (i <= j) {
        while (points[i * dimensions + k] < pivot) {
          i++;
        }
        while (points[j * dimensions + k] > pivot) {
          j--;
        }
        if (i <= j) {
          swap(i++, j--);
        }
      }
      if (middle <= j) {
        hi = j;
      } else if (middle >= i) {
        lo = i;
      } else {
        return;
      }
    }
  }

  private void swap(int i, int j) {
    for (int k = 0; k < dimensions; k++) {
      long one = points[i * dimensions + k];
      points[i * dimensions + k] = points[j * dimensions + k];
      points[j * dimensions + k] = one;
    }
    int n = number[i];
    number[i] = number[j];
    number[j] = n;
  }
}
