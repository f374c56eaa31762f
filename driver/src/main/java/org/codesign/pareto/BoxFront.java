package org.codesign.pareto;

/**
 * The maximal boxes of three edges at the corner 0, by falling third edge, and how much a further
 * box adds to their union: its volume less that of its intersections with the others, which are
 * already in the order in which a {@link Staircase} needs them. One addition takes O(n log n)
 * steps.
 */
final class BoxFront {

  private final double[] widths;
  private final double[] heights;
  private final double[] depths;
  private final Staircase staircase = new Staircase();
  private int size;

  BoxFront(int capacity) {
    widths = new double[capacity];
    heights = new double[capacity];
    depths = new double[capacity];
  }

  /** Adds a box; returns by how much the volume of the union grows. */
  double add(double width, double height, double depth) {
    staircase.clear();
    double common = 0;
    for (int i = 0; i < size; i++) {
      double w = Math.min(width, widths[i]);
      double h = Math.min(height, heights[i]);
      boolean full = w == width && h == height;
      if (full && depths[i] >= depth) {
        return 0;
      }
      common += staircase.add(w, h) * Math.min(depth, depths[i]);
      if (full) {
        break;
      }
    }
    insert(width, height, depth);
    return width * height * depth - common;
  }

  /** Drops the boxes within the new one and puts it at its place. */
  private void insert(double width, double height, double depth) {
    int kept = 0;
    int place = 0;
    for (int i = 0; i < size; i++) {
      if (!(widths[i] <= width && heights[i] <= height && depths[i] <= depth)) {
        widths[kept] = widths[i];
        heights[kept] = heights[i];
        depths[kept] = depths[i];
        kept++;
        if (depths[i] >= depth) {
          place = kept;
        }
      }
    }
    open(widths, place, kept, width);
    open(heights, place, kept, height);
    open(depths, place, kept, depth);
    size = kept + 1;
  }

  private static void open(double[] values, int place, int end, double value) {
    System.arraycopy(values, place, values, place + 1, end - place);
    values[place] = value;
  }
}
