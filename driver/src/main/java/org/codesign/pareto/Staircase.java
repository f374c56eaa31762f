package org.codesign.pareto;

import java.util.Arrays;

/** The union of rectangles that share the corner (0, 0), kept as its outer corners by width. */
final class Staircase {

  private double[] widths = new double[16];
  private double[] heights = new double[16];
  private int corners;

  void clear() {
    corners = 0;
  }

  /** Adds a rectangle of positive size; returns by how much the area grows. */
  double add(double width, double height) {
    int after = Arrays.binarySearch(widths, 0, corners, width);
    boolean sameWidth = after >= 0;
    after = sameWidth ? after : -after - 1;
    if (after < corners && heights[after] >= height) {
      return 0;
    }
    int end = sameWidth ? after + 1 : after;
    int from = end;
    double right = width;
    double under = end < corners ? heights[end] : 0;
    double gain = 0;
    // From right to left over the corners that the rectangle covers.
    while (from > 0 && heights[from - 1] <= height) {
      from--;
      gain += (right - widths[from]) * (height - under);
      right = widths[from];
      under = heights[from];
    }
    double left = from > 0 ? widths[from - 1] : 0;
    gain += (right - left) * (height - under);
    replace(from, end, width, height);
    return gain;
  }

  private void replace(int from, int end, double width, double height) {
    if (corners == widths.length) {
      widths = Arrays.copyOf(widths, 2 * corners);
      heights = Arrays.copyOf(heights, 2 * corners);
    }
    if (end != from + 1) {
      System.arraycopy(widths, end, widths, from + 1, corners - end);
      System.arraycopy(heights, end, heights, from + 1, corners - end);
    }
    widths[from] = width;
    heights[from] = height;
    corners += from + 1 - end;
  }
}
