package org.codesign.pareto;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * What is known of a front before all of it is found. May be sent to executors.
 *
 * @param points some points of designs, which need not be on the front
 * @param floors for each objective a value that no design of interest is below
 */
public record KnownFront(ParetoFront points, List<Long> floors) {

  public KnownFront {
    floors = List.copyOf(floors);
    if (floors.size() != points.objectives()) {
      throw new IllegalArgumentException(
          "The numbers of floors (%d) and of objectives (%d) must be equal."
              .formatted(floors.size(), points.objectives()));
    }
  }

  /** Nothing. */
  public static KnownFront nothing(int objectives) {
    return new KnownFront(
        ParetoFront.empty(objectives), Collections.nCopies(objectives, Long.MIN_VALUE));
  }

  /** The same with other points. */
  public KnownFront with(ParetoFront others) {
    return new KnownFront(others, floors);
  }

  /** The same with points so much worse that equal ones are still of interest. */
  public KnownFront looser() {
    ParetoFrontBuilder builder = new ParetoFrontBuilder(points.objectives());
    for (int i = 0; i < points.size(); i++) {
      builder.add(
          Arrays.stream(points.point(i)).map(value -> value + 1).toArray(), 0, points.payload(i));
    }
    return with(builder.build());
  }

  /**
   * The same with the objectives in another order.
   *
   * @param order for each objective, where it stood
   */
  public KnownFront inOrder(int[] order) {
    ParetoFrontBuilder builder = new ParetoFrontBuilder(order.length);
    for (int i = 0; i < points.size(); i++) {
      int point = i;
      builder.add(
          Arrays.stream(order).mapToLong(j -> points.value(point, j)).toArray(),
          0,
          points.payload(point));
    }
    List<Long> moved = new ArrayList<>();
    Arrays.stream(order).forEach(j -> moved.add(floors.get(j)));
    return new KnownFront(builder.build(), moved);
  }

  /** The region that no point dominates and that may hold designs. */
  public UpperCorners corners(double[] caps) {
    return UpperCorners.of(points, caps).above(floors);
  }
}
