package org.codesign.pareto;

import java.util.Arrays;

/**
 * The volume of a union of many boxes with a common corner, region by region. A region that one box
 * fills is done; one that few boxes reach into is left to {@link BoxUnion}; others are divided in
 * two at the median of those edges that end within them, along the axis along which most do. A box
 * that fills a region along an axis need not be told from others there, so that many boxes become
 * superfluous in a region and are dropped. T. M. Chan, "Klee's measure problem made easy", FOCS
 * 2013, does so with the same idea for any boxes.
 */
final class BoxDivision {

  /** So few boxes are not divided, by measuring. */
  private static final int FEW = 64;

  /** Of so many boxes each pair is compared, to drop those within others. */
  private static final int COMPARED = 256;

  private final int edges;

  private BoxDivision(int edges) {
    this.edges = edges;
  }

  /** The volume; edges are positive and stand one box after another. */
  static double volume(double[] boxes, int count, int edges) {
    double[] high = new double[edges];
    for (int i = 0; i < count * edges; i++) {
      high[i % edges] = Math.max(high[i % edges], boxes[i]);
    }
    return new BoxDivision(edges).volume(boxes, count, new double[edges], high);
  }

  /** The volume in a region, all of whose boxes end above its low corner, at most at its high. */
  private double volume(double[] boxes, int count, double[] low, double[] high) {
    int[] ending = new int[edges];
    for (int i = 0; i < count; i++) {
      boolean fills = true;
      for (int j = 0; j < edges; j++) {
        if (boxes[i * edges + j] < high[j]) {
          ending[j]++;
          fills = false;
        }
      }
      if (fills) {
        return volume(low, high);
      }
    }
    if (count <= FEW) {
      return BoxUnion.volumeOfFew(from(boxes, count, low), count, edges);
    }
    int axis = 0;
    for (int j = 1; j < edges; j++) {
      axis = ending[j] > ending[axis] ? j : axis;
    }
    double middle = median(boxes, count, axis, high[axis], ending[axis]);
    double[] middleHigh = high.clone();
    middleHigh[axis] = middle;
    double[] middleLow = low.clone();
    middleLow[axis] = middle;
    double[] part = new double[count * edges];
    int below = reach(boxes, count, axis, low[axis], middle, part);
    double volume = volume(part, withoutCovered(part, below), low, middleHigh);
    int above = reach(boxes, count, axis, middle, high[axis], part);
    return volume + volume(part, above, middleLow, high);
  }

  private double volume(double[] low, double[] high) {
    double volume = 1;
    for (int j = 0; j < edges; j++) {
      volume *= high[j] - low[j];
    }
    return volume;
  }

  private double[] from(double[] boxes, int count, double[] low) {
    double[] moved = new double[count * edges];
    for (int i = 0; i < moved.length; i++) {
      moved[i] = boxes[i] - low[i % edges];
    }
    return moved;
  }

  private double median(double[] boxes, int count, int axis, double high, int ending) {
    double[] ends = new double[ending];
    int found = 0;
    for (int i = 0; i < count; i++) {
      if (boxes[i * edges + axis] < high) {
        ends[found++] = boxes[i * edges + axis];
      }
    }
    Arrays.sort(ends);
    return ends[ending / 2];
  }

  /** Copies the boxes that end above low, and ends them at high; returns how many. */
  private int reach(
      double[] boxes, int count, int axis, double low, double high, double[] reaching) {
    int reached = 0;
    for (int i = 0; i < count; i++) {
      double end = boxes[i * edges + axis];
      if (end > low) {
        System.arraycopy(boxes, i * edges, reaching, reached * edges, edges);
        reaching[reached++ * edges + axis] = Math.min(end, high);
      }
    }
    return reached;
  }

  /** Drops boxes within others where there are not too many; returns how many remain. */
  private int withoutCovered(double[] boxes, int count) {
    if (count > COMPARED) {
      return count;
    }
    double[] box = new double[edges];
    int kept = 0;
    for (int i = 0; i < count; i++) {
      System.arraycopy(boxes, i * edges, box, 0, edges);
      if (!BoxUnion.covered(boxes, kept, box, edges)) {
        kept = BoxUnion.removeCovered(boxes, kept, box, 0, edges);
        System.arraycopy(box, 0, boxes, kept++ * edges, edges);
      }
    }
    return kept;
  }
}
