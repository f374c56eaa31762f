package org.codesign.pareto;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Which rows of a population survive: whole fronts one after another, the front of all rows, then
 * that of the rest, and of the last one that fits only in part the least crowded rows. K. Deb, A.
 * Pratap, S. Agarwal and T. Meyarivan, "A fast and elitist multiobjective genetic algorithm:
 * NSGA-II", IEEE Transactions on Evolutionary Computation 6(2), 2002, sections III.A and III.B. Of
 * rows with equal values one is in a front and the others in later ones. Ties go to the first row,
 * so the choice is deterministic.
 */
public final class Survival {

  private final int objectives;
  private final long[] values;

  private Survival(int objectives, long[] values) {
    this.objectives = objectives;
    this.values = values;
  }

  /**
   * The survivors.
   *
   * @param values the rows one after another, all minimised
   * @param count how many survive; all of a population that has no more
   * @return row numbers, the best first
   */
  public static int[] of(int objectives, long[] values, int count) {
    if (count < 1) {
      throw new IllegalArgumentException("The count (" + count + ") must be at least 1.");
    }
    return new Survival(objectives, values).survivors(count);
  }

  private int[] survivors(int count) {
    int[] survivors = new int[Math.min(count, values.length / objectives)];
    int size = 0;
    int[] rest = IntStream.range(0, values.length / objectives).toArray();
    while (size < survivors.length) {
      int[] front = front(rest);
      int[] ordered = leastCrowdedFirst(front);
      int taken = Math.min(ordered.length, survivors.length - size);
      System.arraycopy(ordered, 0, survivors, size, taken);
      size += taken;
      rest = IntStream.of(rest).filter(row -> Arrays.binarySearch(front, row) < 0).toArray();
    }
    return survivors;
  }

  /** The rows among these that no other one dominates, in order. */
  private int[] front(int[] rows) {
    ParetoFrontBuilder builder = new ParetoFrontBuilder(objectives);
    for (int row : rows) {
      builder.add(values, row * objectives, row);
    }
    ParetoFront front = builder.build();
    return IntStream.range(0, front.size()).map(i -> (int) front.payload(i)).sorted().toArray();
  }

  private int[] leastCrowdedFirst(int[] front) {
    double[] distances = new double[front.length];
    for (int objective = 0; objective < objectives; objective++) {
      addDistances(front, objective, distances);
    }
    return IntStream.range(0, front.length)
        .boxed()
        .sorted(Comparator.comparingDouble((Integer i) -> -distances[i]))
        .mapToInt(i -> front[i])
        .toArray();
  }

  /** The distance between the neighbours of each row in one objective, as a share of its range. */
  private void addDistances(int[] front, int objective, double[] distances) {
    Integer[] order = IntStream.range(0, front.length).boxed().toArray(Integer[]::new);
    Arrays.sort(order, Comparator.comparingLong((Integer i) -> value(front[i], objective)));
    int last = front.length - 1;
    double range =
        (double) value(front[order[last]], objective) - value(front[order[0]], objective);
    distances[order[0]] = Double.POSITIVE_INFINITY;
    distances[order[last]] = Double.POSITIVE_INFINITY;
    for (int i = 1; i < last && range > 0; i++) {
      double gap =
          (double) value(front[order[i + 1]], objective) - value(front[order[i - 1]], objective);
      distances[order[i]] += gap / range;
    }
  }

  private long value(int row, int objective) {
    return values[row * objectives + objective];
  }
}
