package org.codesign.pareto;

import java.util.Arrays;

/**
 * Picks points all over a front: first the extremes that are asked for, then each time the point
 * that is farthest from those already picked, by Euclidean distance with every objective scaled to
 * [0, 1] over the front. T. F. Gonzalez, "Clustering to minimize the maximum intercluster
 * distance", Theoretical Computer Science 38, 1985. Ties go to the first point in canonical order,
 * so the choice is deterministic.
 */
public final class Spread {

  private final ParetoFront front;
  private final double[] scaled;
  private final double[] distances;

  private Spread(ParetoFront front) {
    this.front = front;
    scaled = scaled(front);
    distances = new double[front.size()];
    Arrays.fill(distances, Double.POSITIVE_INFINITY);
  }

  /**
   * Picks points.
   *
   * @param count how many; all of a front that has no more
   * @param extremes the objectives whose smallest point comes first, as far as the count reaches;
   *     without any, the first point of the front starts
   * @return point numbers, in the order in which they were picked
   */
  public static int[] pick(ParetoFront front, int count, int... extremes) {
    if (count < 1) {
      throw new IllegalArgumentException("The count (" + count + ") must be at least 1.");
    }
    Spread spread = new Spread(front);
    int[] picked = new int[Math.min(count, front.size())];
    int size = 0;
    for (int objective : extremes) {
      int point = spread.smallest(objective);
      if (size < picked.length && spread.distances[point] > 0) {
        spread.take(point);
        picked[size++] = point;
      }
    }
    while (size < picked.length) {
      int point = spread.farthest();
      spread.take(point);
      picked[size++] = point;
    }
    return picked;
  }

  private int smallest(int objective) {
    int smallest = 0;
    for (int i = 1; i < front.size(); i++) {
      if (front.value(i, objective) < front.value(smallest, objective)) {
        smallest = i;
      }
    }
    return smallest;
  }

  private int farthest() {
    int farthest = 0;
    for (int i = 1; i < distances.length; i++) {
      if (distances[i] > distances[farthest]) {
        farthest = i;
      }
    }
    return farthest;
  }

  private void take(int point) {
    int objectives = front.objectives();
    for (int i = 0; i < distances.length; i++) {
      double sum = 0;
      for (int j = 0; j < objectives; j++) {
        double difference = scaled[i * objectives + j] - scaled[point * objectives + j];
        sum += difference * difference;
      }
      distances[i] = Math.min(distances[i], sum);
    }
    // Distinct points may lie too close for doubles to tell; a picked one must not come again.
    distances[point] = -1;
  }

  private static double[] scaled(ParetoFront front) {
    int objectives = front.objectives();
    double[] scaled = new double[front.size() * objectives];
    for (int j = 0; j < objectives; j++) {
      double smallest = Double.POSITIVE_INFINITY;
      double largest = Double.NEGATIVE_INFINITY;
      for (int i = 0; i < front.size(); i++) {
        smallest = Math.min(smallest, (double) front.value(i, j));
        largest = Math.max(largest, (double) front.value(i, j));
      }
      for (int i = 0; i < front.size() && largest > smallest; i++) {
        scaled[i * objectives + j] = (front.value(i, j) - smallest) / (largest - smallest);
      }
    }
    return scaled;
  }
}
