package org.codesign.pareto;

import java.util.Arrays;
import java.util.Objects;

/**
 * The exact Pareto set of an {@link AdditiveProblem} under its limits, with the choices behind each
 * point. Of the combinations with equal sums it holds the one whose sequence of choices is
 * lexicographically smallest. In an objective that is limited only, every point holds the limit,
 * and of combinations that are equal otherwise one is held by a fixed rule. Payloads of the front
 * are its point numbers. May be sent to executors.
 */
public final class AdditiveFront implements AdditiveResult {

  private static final long serialVersionUID = 1L;

  /** The guard on the size of a front within the search, unless another one is given. */
  public static final int DEFAULT_MAXIMUM_POINTS = 2_000_000;

  private final ParetoFront front;
  private final int positions;
  private final int[] choices;

  /** Takes the choices, point by point, without a copy. */
  AdditiveFront(ParetoFront front, int positions, int[] choices) {
    this.front = front;
    this.positions = positions;
    this.choices = choices;
  }

  /** Solves a problem; see {@link #of(AdditiveProblem, int)}. */
  public static AdditiveResult of(AdditiveProblem problem) {
    return of(problem, DEFAULT_MAXIMUM_POINTS);
  }

  /**
   * Solves a problem by dynamic programming over its positions. Time and memory grow with the
   * fronts of the sums over the first positions, not with the number of combinations.
   *
   * @param maximumPoints how many points a front within the search may hold
   * @return an {@link AdditiveFront} with at least one point, or the reasons why there is none
   * @throws FrontTooLargeException if a front within the search holds more points
   */
  public static AdditiveResult of(AdditiveProblem problem, int maximumPoints) {
    return of(problem, maximumPoints, KnownFront.nothing(problem.minimised().length));
  }

  /**
   * Solves a problem of which only points that known ones do not dominate are wanted. Those that
   * they dominate or are equal to may be missing, so that the front may be empty.
   *
   * @param known of the minimised objectives, in the order of the problem
   */
  public static AdditiveResult of(AdditiveProblem problem, int maximumPoints, KnownFront known) {
    if (maximumPoints < 1) {
      throw new IllegalArgumentException(
          "The maximum number of points (" + maximumPoints + ") must be at least 1.");
    }
    return AdditiveSearch.solve(problem, maximumPoints, known);
  }

  /** The points; payload i of point i. */
  public ParetoFront front() {
    return front;
  }

  /** The number of points. */
  public int size() {
    return front.size();
  }

  /** The choice of each position that makes a point. */
  public int[] choices(int point) {
    int from = Objects.checkIndex(point, front.size()) * positions;
    return Arrays.copyOfRange(choices, from, from + positions);
  }
}
