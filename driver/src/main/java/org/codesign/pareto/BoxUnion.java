package org.codesign.pareto;

/**
 * The volume of a union of boxes that share the corner 0 and have positive edges. Boxes are taken
 * by falling last edge, so that each adds its last edge times what it adds to the union of the
 * boxes before it without their last edges: with two edges a running maximum, with three a {@link
 * Staircase}, with four {@link BoxFront}, and with more the exclusive volume of L. While, L.
 * Bradstreet and L. Barone, "A fast way of calculating exact hypervolumes", IEEE Transactions on
 * Evolutionary Computation 16(1), 2012 (WFG): the box less the union of its intersections with the
 * boxes before it. Many boxes of four edges and more are divided first, see {@link BoxDivision}.
 */
final class BoxUnion {

  private BoxUnion() {}

  /**
   * The volume.
   *
   * @param boxes the edges of one box after another
   */
  static double volume(double[] boxes, int count, int edges) {
    return edges > 3 ? BoxDivision.volume(boxes, count, edges) : volumeOfFew(boxes, count, edges);
  }

  /** The volume of boxes that are few, or have at most three edges. */
  static double volumeOfFew(double[] boxes, int count, int edges) {
    double[] sorted = sorted(boxes, count, edges);
    return switch (edges) {
      case 1 -> count == 0 ? 0 : sorted[0];
      case 2 -> area(sorted, count);
      case 3 -> volumeOfThree(sorted, count);
      case 4 -> volumeOfFour(sorted, count);
      default -> volumeOfMore(sorted, count, edges);
    };
  }

  private static double area(double[] sorted, int count) {
    double area = 0;
    double widest = 0;
    for (int i = 0; i < count; i++) {
      double width = sorted[2 * i];
      if (width > widest) {
        area += (width - widest) * sorted[2 * i + 1];
        widest = width;
      }
    }
    return area;
  }

  private static double volumeOfThree(double[] sorted, int count) {
    Staircase staircase = new Staircase();
    double volume = 0;
    for (int i = 0; i < count; i++) {
      volume += staircase.add(sorted[3 * i], sorted[3 * i + 1]) * sorted[3 * i + 2];
    }
    return volume;
  }

  private static double volumeOfFour(double[] sorted, int count) {
    BoxFront front = new BoxFront(count);
    double volume = 0;
    for (int i = 0; i < count; i++) {
      int box = 4 * i;
      volume += front.add(sorted[box], sorted[box + 1], sorted[box + 2]) * sorted[box + 3];
    }
    return volume;
  }

  private static double volumeOfMore(double[] sorted, int count, int edges) {
    int inner = edges - 1;
    double[] before = new double[count * inner];
    double[] common = new double[count * inner];
    double volume = 0;
    int kept = 0;
    for (int i = 0; i < count; i++) {
      int box = i * edges;
      int limited = intersect(before, kept, sorted, box, common, inner);
      if (limited < 0) {
        continue;
      }
      double product = 1;
      for (int j = 0; j < inner; j++) {
        product *= sorted[box + j];
      }
      volume += (product - volumeOfFew(common, limited, inner)) * sorted[box + inner];
      kept = removeCovered(before, kept, sorted, box, inner);
      System.arraycopy(sorted, box, before, kept++ * inner, inner);
    }
    return volume;
  }

  /** The maximal intersections of a box with others; -1 if one of the others contains it. */
  private static int intersect(
      double[] others, int count, double[] boxes, int box, double[] common, int edges) {
    double[] added = new double[edges];
    int kept = 0;
    for (int i = 0; i < count; i++) {
      if (Dominance.weaklyDominates(boxes, box, others, i * edges, edges)) {
        return -1;
      }
      for (int j = 0; j < edges; j++) {
        added[j] = Math.min(boxes[box + j], others[i * edges + j]);
      }
      if (!covered(common, kept, added, edges)) {
        // The new box goes behind those that it does not cover.
        kept = removeCovered(common, kept, added, 0, edges);
        System.arraycopy(added, 0, common, kept++ * edges, edges);
      }
    }
    return kept;
  }

  /** Whether a box lies within one of others. */
  static boolean covered(double[] boxes, int count, double[] box, int edges) {
    for (int i = 0; i < count; i++) {
      if (Dominance.weaklyDominates(box, 0, boxes, i * edges, edges)) {
        return true;
      }
    }
    return false;
  }

  /** Drops the boxes that lie within another one; returns how many remain. */
  static int removeCovered(double[] boxes, int count, double[] others, int other, int edges) {
    int kept = 0;
    for (int i = 0; i < count; i++) {
      if (!Dominance.weaklyDominates(boxes, i * edges, others, other, edges)) {
        System.arraycopy(boxes, i * edges, boxes, kept++ * edges, edges);
      }
    }
    return kept;
  }

  /** The boxes by falling last edge; equal ones by their other edges from the last, falling. */
  private static double[] sorted(double[] boxes, int count, int edges) {
    long[] keys = new long[count];
    for (int i = 0; i < count; i++) {
      // The bits of positive doubles have the order of the doubles.
      keys[i] = -Double.doubleToLongBits(boxes[i * edges + edges - 1]);
    }
    int[] order = KeySort.rowNumbers(count);
    KeySort.sort(keys, order, (left, right) -> inOrder(boxes, left * edges, right * edges, edges));
    double[] sorted = new double[count * edges];
    for (int i = 0; i < count; i++) {
      System.arraycopy(boxes, order[i] * edges, sorted, i * edges, edges);
    }
    return sorted;
  }

  private static boolean inOrder(double[] boxes, int left, int right, int edges) {
    for (int j = edges - 2; j >= 0; j--) {
      if (boxes[left + j] != boxes[right + j]) {
        return boxes[left + j] > boxes[right + j];
      }
    }
    return true;
  }
}
