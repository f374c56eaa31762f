package org.codesign.pareto;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** The slow obvious twins. */
final class BruteForce {

  /** A point, where it came from, and the choices that made it. */
  record Point(List<Long> values, long payload, List<Integer> choices) {}

  private BruteForce() {}

  /** Every point that no other one dominates; of equal ones the first. */
  static List<Point> front(List<Point> points) {
    List<Point> front = new ArrayList<>();
    for (Point point : points) {
      boolean equalBefore = front.stream().anyMatch(p -> p.values().equals(point.values()));
      boolean dominated = points.stream().anyMatch(p -> dominates(p.values(), point.values()));
      if (!equalBefore && !dominated) {
        front.add(point);
      }
    }
    front.sort((a, b) -> compare(a.values(), b.values()));
    return front;
  }

  /** The points of a front built by the product. */
  static List<Point> points(ParetoFront front) {
    List<Point> points = new ArrayList<>();
    for (int i = 0; i < front.size(); i++) {
      points.add(new Point(values(front.point(i)), front.payload(i), List.of()));
    }
    return points;
  }

  /** All combinations under the limits, by rising sequence of choices. */
  static List<Point> combinations(AdditiveProblem problem) {
    List<Point> all = new ArrayList<>();
    long[] offset = new long[problem.objectives()];
    Arrays.setAll(offset, problem::offset);
    combine(problem, offset, List.of(), all);
    return all;
  }

  /** Random points with small values, so that ties and duplicates are common. */
  static List<Point> random(Random random, int count, int objectives, int bound) {
    List<Point> points = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      List<Long> values =
          random.ints(objectives, 0, bound).mapToObj(v -> (long) v - bound / 2).toList();
      points.add(new Point(values, i, List.of()));
    }
    return points;
  }

  static ParetoFront build(int objectives, List<Point> points) {
    ParetoFrontBuilder builder = new ParetoFrontBuilder(objectives);
    points.forEach(p -> builder.add(array(p.values()), 0, p.payload()));
    return builder.build();
  }

  static List<Point> shuffled(List<Point> points, Random random) {
    List<Point> shuffled = new ArrayList<>(points);
    Collections.shuffle(shuffled, random);
    return shuffled;
  }

  static long[] array(List<Long> values) {
    return values.stream().mapToLong(v -> v).toArray();
  }

  static List<Long> values(long[] array) {
    return Arrays.stream(array).boxed().toList();
  }

  private static void combine(
      AdditiveProblem problem, long[] sum, List<Integer> choices, List<Point> all) {
    if (choices.size() == problem.positions().size()) {
      boolean within = true;
      for (int j = 0; j < sum.length; j++) {
        within &= sum[j] <= problem.limit(j);
      }
      if (within) {
        all.add(new Point(values(sum), 0, choices));
      }
      return;
    }
    ChoiceCosts costs = problem.positions().get(choices.size());
    for (int c = 0; c < costs.choices(); c++) {
      if (costs.possible(c)) {
        long[] next = sum.clone();
        for (int j = 0; j < sum.length; j++) {
          next[j] += costs.cost(c, j);
        }
        List<Integer> longer = new ArrayList<>(choices);
        longer.add(c);
        combine(problem, next, longer, all);
      }
    }
  }

  private static boolean dominates(List<Long> a, List<Long> b) {
    for (int j = 0; j < a.size(); j++) {
      if (a.get(j) > b.get(j)) {
        return false;
      }
    }
    return !a.equals(b);
  }

  private static int compare(List<Long> a, List<Long> b) {
    for (int j = 0; j < a.size(); j++) {
      if (!a.get(j).equals(b.get(j))) {
        return Long.compare(a.get(j), b.get(j));
      }
    }
    return 0;
  }
}
