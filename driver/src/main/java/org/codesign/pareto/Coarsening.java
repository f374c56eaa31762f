package org.codesign.pareto;

import java.util.PriorityQueue;

/**
 * Thins a front by putting neighbours together; a group becomes one point, with the payload of that
 * member which is nearest to it. Rounded down, a group becomes the smallest values of its members:
 * every point of the front is dominated by or equal to one that stays, so that what they dominate
 * is a bound from above. Coarse fronts with a certificate are the idea of C. H. Papadimitriou and
 * M. Yannakakis, "On the approximability of trade-offs and optimal access of web sources", FOCS
 * 2000; here boxes as of a k-d tree take the place of a grid, so that a lonely point is not moved
 * at all.
 */
final class Coarsening {

  /**
   * A share of the front's width by which each extent counts as larger, so that flat groups are
   * split too; by measuring, see decision 64: over many objectives the few points lie far apart.
   */
  private static final double FLAT = 1e-6;

  private static final double FLAT_OF_MANY_OBJECTIVES = 0.03;

  private final ParetoFront front;
  private final int objectives;
  private final long[] values;
  private final double[] scales;

  /** The points, those of a group one after another. */
  private final int[] points;

  private Coarsening(ParetoFront front) {
    this.front = front;
    objectives = front.objectives();
    values = front.values();
    points = KeySort.rowNumbers(front.size());
    scales = new double[objectives];
    for (int j = 0; j < objectives; j++) {
      scales[j] = 1.0 / Math.max(1, extent(0, points.length, j));
    }
  }

  /** At most so many points, each of them no worse in any objective than what it stands for. */
  static ParetoFront down(ParetoFront front, int most) {
    return front.size() <= most ? front : new Coarsening(front).groups(most);
  }

  /** Neighbours: the points from one place to another, and the volume that their box takes. */
  private record Group(int from, int to, int widest, double volume) implements Comparable<Group> {
    @Override
    public int compareTo(Group other) {
      int order = Double.compare(other.volume, volume);
      return order == 0 ? Integer.compare(from, other.from) : order;
    }
  }

  /** Splits the largest group, and again, until there are enough of them. */
  private ParetoFront groups(int most) {
    PriorityQueue<Group> groups = new PriorityQueue<>();
    groups.add(group(0, points.length));
    while (groups.size() < most) {
      Group largest = groups.poll();
      int middle = split(largest);
      groups.add(group(largest.from, middle));
      groups.add(group(middle, largest.to));
    }
    ParetoFrontBuilder builder = new ParetoFrontBuilder(objectives);
    for (Group group : groups) {
      long[] corner = corner(group);
      builder.add(corner, 0, front.payload(nearest(group, corner)));
    }
    return builder.build();
  }

  private Group group(int from, int to) {
    int widest = 0;
    double width = -1;
    double volume = 1;
    double flat = objectives > 3 ? FLAT_OF_MANY_OBJECTIVES : FLAT;
    for (int j = 0; j < objectives; j++) {
      double share = extent(from, to, j) * scales[j];
      volume *= share + flat;
      if (share > width) {
        width = share;
        widest = j;
      }
    }
    return new Group(from, to, widest, to - from == 1 ? 0 : volume);
  }

  /**
   * Moves the points of a group to the two sides of its middle; returns where the second begins.
   */
  private int split(Group group) {
    int j = group.widest;
    long smallest = smallest(group.from, group.to, j);
    long middle = smallest + extent(group.from, group.to, j) / 2;
    int left = group.from;
    int right = group.to - 1;
    while (left <= right) {
      if (values[points[left] * objectives + j] <= middle) {
        left++;
      } else {
        int moved = points[left];
        points[left] = points[right];
        points[right--] = moved;
      }
    }
    return left;
  }

  private long smallest(int from, int to, int objective) {
    long smallest = Long.MAX_VALUE;
    for (int i = from; i < to; i++) {
      smallest = Math.min(smallest, values[points[i] * objectives + objective]);
    }
    return smallest;
  }

  private long largest(int from, int to, int objective) {
    long largest = Long.MIN_VALUE;
    for (int i = from; i < to; i++) {
      largest = Math.max(largest, values[points[i] * objectives + objective]);
    }
    return largest;
  }

  private long extent(int from, int to, int objective) {
    return largest(from, to, objective) - smallest(from, to, objective);
  }

  private long[] corner(Group group) {
    long[] corner = new long[objectives];
    for (int j = 0; j < objectives; j++) {
      corner[j] = smallest(group.from, group.to, j);
    }
    return corner;
  }

  private int nearest(Group group, long[] corner) {
    int nearest = points[group.from];
    double least = Double.POSITIVE_INFINITY;
    for (int i = group.from; i < group.to; i++) {
      double distance = 0;
      for (int j = 0; j < objectives; j++) {
        distance += Math.abs(values[points[i] * objectives + j] - corner[j]) * scales[j];
      }
      if (distance < least || (distance == least && points[i] < nearest)) {
        least = distance;
        nearest = points[i];
      }
    }
    return nearest;
  }
}
