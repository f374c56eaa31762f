package org.codesign.pareto;

import java.util.Arrays;
import java.util.List;

/**
 * Designs near the Pareto set of an {@link AdditiveProblem}, and how much better any design could
 * be. Dynamic programming as for the {@link AdditiveFront}, but partial sums are rounded down to
 * groups wherever they are too many ({@link Coarsening}). Time and memory are bounded by the number
 * of points that are kept. May be sent to executors.
 *
 * @param designs combinations within the limits that do not dominate each other, with their own
 *     sums; maybe none
 * @param bounds of the minimised objectives: every combination within the limits has a point here
 *     that dominates or equals it
 */
public record CoarseFront(AdditiveFront designs, ParetoFront bounds) implements AdditiveResult {

  /**
   * Solves a problem coarsely.
   *
   * @param points how many sums are kept at each position; the front is exact where that is enough
   * @return a coarse front, or the reasons why there is no design
   */
  public static AdditiveResult of(AdditiveProblem problem, int points) {
    if (points < 1) {
      throw new IllegalArgumentException(
          "The number of points (" + points + ") of a coarse front must be at least 1.");
    }
    List<Integer> withoutChoice = problem.positionsWithoutChoice();
    if (!withoutChoice.isEmpty()) {
      return new NoFeasible(withoutChoice, List.of());
    }
    AdditiveFront found = AdditiveSearch.coarse(problem, points).front();
    if (found.size() == 0) {
      return new NoFeasible(List.of(), AdditiveSearch.shortfalls(problem, points));
    }
    return new CoarseFront(designs(problem, found), minimised(problem, found.front()));
  }

  private static ParetoFront minimised(AdditiveProblem problem, ParetoFront sums) {
    int[] minimised = problem.minimised();
    long[] values = new long[sums.size() * minimised.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = sums.value(i / minimised.length, minimised[i % minimised.length]);
    }
    return ParetoFront.of(minimised.length, values, new long[sums.size()]);
  }

  /** The combinations with their own sums. */
  private static AdditiveFront designs(AdditiveProblem problem, AdditiveFront found) {
    int objectives = problem.objectives();
    ParetoFrontBuilder builder = new ParetoFrontBuilder(objectives);
    for (int point = 0; point < found.size(); point++) {
      long[] sum = sum(problem, found.choices(point));
      boolean fits = true;
      for (int j = 0; j < objectives; j++) {
        fits &= sum[j] <= problem.limit(j);
        sum[j] = problem.minimised(j) ? sum[j] : problem.limit(j);
      }
      if (fits) {
        builder.add(sum, 0, point);
      }
    }
    ParetoFront kept = builder.build();
    int positions = problem.positions().size();
    int[] choices = new int[kept.size() * positions];
    long[] numbers = new long[kept.size()];
    for (int i = 0; i < numbers.length; i++) {
      System.arraycopy(found.choices((int) kept.payload(i)), 0, choices, i * positions, positions);
      numbers[i] = i;
    }
    return new AdditiveFront(
        new ParetoFront(objectives, kept.values(), numbers), positions, choices);
  }

  private static long[] sum(AdditiveProblem problem, int[] choices) {
    long[] sum = new long[problem.objectives()];
    Arrays.setAll(sum, problem::offset);
    for (int p = 0; p < choices.length; p++) {
      for (int j = 0; j < sum.length; j++) {
        sum[j] += problem.positions().get(p).cost(choices[p], j);
      }
    }
    return sum;
  }
}
