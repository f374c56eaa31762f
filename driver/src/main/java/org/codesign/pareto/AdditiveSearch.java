package org.codesign.pareto;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;

/**
 * Dynamic programming over the positions of an {@link AdditiveProblem}. A partial sum is dropped
 * when another one over the same positions dominates it, or when even the cheapest rest misses a
 * limit. Both are exact since all sums are whole numbers: whatever completes a dominated sum makes
 * a dominated or equal whole. M. Ehrgott and X. Gandibleux, "A survey and annotated bibliography of
 * multiobjective combinatorial optimization", OR Spektrum 22, 2000, section 5 (dynamic
 * programming).
 *
 * <p>In an objective that is limited only, a partial sum that even the dearest rest keeps within
 * the limit is raised to limit - dearest rest, the largest sum of which this is true: all of these
 * are worth the same, and so need not be told apart. After the last position every sum is at its
 * limit.
 *
 * <p>Of equal sums the one with the smallest sequence of choices stays. Sequences over the same
 * positions are compared by the rank of their first part and then by the last choice, and rank *
 * choices + choice is the payload by which the builder of the front settles duplicates.
 */
final class AdditiveSearch {

  /** How many times the points that are kept may come together before they are thinned. */
  private static final int AMPLE = 4;

  private final AdditiveProblem problem;
  private final int maximumPoints;
  private final int objectives;
  private final int positions;

  /** For each position, and each point after it: the point before it, and the choice at it. */
  private final int[][] parents;

  private final int[][] choices;

  private final Optional<OpenRegion> region;
  private final int width;
  private final int coarse;
  private boolean narrowed;

  /** A search for the whole front. */
  AdditiveSearch(AdditiveProblem problem, int maximumPoints) {
    this(problem, maximumPoints, Optional.empty(), Integer.MAX_VALUE, Integer.MAX_VALUE);
  }

  /**
   * A search whose partial sums are rounded down wherever they are too many, so that its sums are
   * not those of its choices, but bounds: every combination within the limits has one of them that
   * is nowhere above it.
   *
   * @param coarse how many partial sums are kept at each position
   */
  static AdditiveSearch coarse(AdditiveProblem problem, int coarse) {
    return new AdditiveSearch(
        problem, Integer.MAX_VALUE, Optional.empty(), Integer.MAX_VALUE, coarse);
  }

  /**
   * A search for what lies in a region.
   *
   * @param width how many of the most promising partial sums are kept at each position
   */
  AdditiveSearch(
      AdditiveProblem problem, int maximumPoints, Optional<OpenRegion> region, int width) {
    this(problem, maximumPoints, region, width, Integer.MAX_VALUE);
  }

  private AdditiveSearch(
      AdditiveProblem problem,
      int maximumPoints,
      Optional<OpenRegion> region,
      int width,
      int coarse) {
    this.problem = problem;
    this.maximumPoints = maximumPoints;
    this.region = region;
    this.width = width;
    this.coarse = coarse;
    objectives = problem.objectives();
    positions = problem.positions().size();
    parents = new int[positions][];
    choices = new int[positions][];
  }

  static AdditiveResult solve(AdditiveProblem problem, int maximumPoints, KnownFront known) {
    List<Integer> withoutChoice = problem.positionsWithoutChoice();
    if (!withoutChoice.isEmpty()) {
      return new NoFeasible(withoutChoice, List.of());
    }
    AdditiveFront front =
        LimitedSearch.suits(problem)
            ? new LimitedSearch(problem, maximumPoints, known, LimitedSearch.FIRST_WIDTH).front()
            : new AdditiveSearch(problem, maximumPoints).front();
    return front.size() + known.points().size() > 0
        ? front
        : new NoFeasible(List.of(), shortfalls(problem, maximumPoints));
  }

  static List<Shortfall> shortfalls(AdditiveProblem problem, int maximumPoints) {
    return Arrays.stream(problem.limited())
        .mapToObj(
            j ->
                new Shortfall(
                    j,
                    problem.limit(j),
                    problem.smallestSum(j),
                    smallestWithinOthers(problem, j, maximumPoints)))
        .toList();
  }

  private static long smallestWithinOthers(AdditiveProblem problem, int objective, int maximum) {
    int[] limited = problem.limited();
    try {
      ParetoFront front =
          new AdditiveSearch(problem.onlyLimitsBut(objective), maximum).front().front();
      int column = Arrays.binarySearch(limited, objective);
      long smallest = Shortfall.NOT_KNOWN;
      for (int i = 0; i < front.size(); i++) {
        smallest = Math.min(smallest, front.value(i, column));
      }
      return smallest;
    } catch (FrontTooLargeException e) {
      return Shortfall.NOT_KNOWN;
    }
  }

  /** Whether the search kept less than it should have, so that the front lacks points. */
  boolean narrowed() {
    return narrowed;
  }

  /** The front of the problem, in which every position has a choice; empty if infeasible. */
  AdditiveFront front() {
    long[] offset = new long[objectives];
    long[] rest = new long[objectives];
    for (int j = 0; j < objectives; j++) {
      offset[j] = problem.offset(j);
      rest[j] = problem.smallestSum(j) - offset[j];
    }
    long[] dearest = new long[objectives];
    for (ChoiceCosts costs : problem.positions()) {
      addLargest(costs.front(), dearest, 1);
    }
    ParetoFront front = ParetoFront.of(objectives, offset, new long[] {0});
    int[] order = {0};
    for (int p = 0; p < positions; p++) {
      ChoiceCosts costs = problem.positions().get(p);
      for (int j = 0; j < objectives; j++) {
        rest[j] -= AdditiveProblem.smallest(costs, j);
      }
      addLargest(costs.front(), dearest, -1);
      front = extend(front, order, p, caps(rest), floors(dearest));
      order = link(front.payloads(), order, p);
    }
    long[] numbers = LongStream.range(0, front.size()).toArray();
    return new AdditiveFront(
        new ParetoFront(objectives, front.values(), numbers), positions, trace(front.size()));
  }

  /** What a partial sum may be at most for its cheapest rest to meet the limits. */
  private long[] caps(long[] rest) {
    long[] caps = new long[objectives];
    for (int j = 0; j < objectives; j++) {
      long limit = problem.limit(j);
      caps[j] = limit == AdditiveProblem.NO_LIMIT ? limit : limit - rest[j];
    }
    return caps;
  }

  /** The largest sums that no rest takes beyond a limit; none where smaller sums are better. */
  private long[] floors(long[] dearest) {
    long[] floors = new long[objectives];
    for (int j = 0; j < objectives; j++) {
      floors[j] = problem.minimised(j) ? Long.MIN_VALUE : problem.limit(j) - dearest[j];
    }
    return floors;
  }

  /** Adds the largest cost of the candidates in each objective, sign times. */
  private static void addLargest(ParetoFront candidates, long[] sums, int sign) {
    for (int j = 0; j < sums.length; j++) {
      long largest = 0;
      for (int c = 0; c < candidates.size(); c++) {
        largest = Math.max(largest, candidates.value(c, j));
      }
      sums[j] += sign * largest;
    }
  }

  /**
   * The front of all sums of a point and a choice.
   *
   * @param order the points of the front by their sequences of choices
   */
  private ParetoFront extend(
      ParetoFront front, int[] order, int position, long[] caps, long[] floors) {
    ChoiceCosts costs = problem.positions().get(position);
    ParetoFront candidates = costs.front();
    long[] values = front.values();
    long[] sum = new long[objectives];
    ParetoFrontBuilder builder = new ParetoFrontBuilder(objectives);
    for (int c = 0; c < candidates.size(); c++) {
      long choice = candidates.payload(c);
      for (int rank = 0; rank < order.length; rank++) {
        if (add(values, order[rank] * objectives, candidates, c, caps, sum)) {
          raise(sum, floors);
          if (!builder.covers(sum, 0)
              && (region.isEmpty() || region.get().reaches(position + 1, sum))) {
            builder.append(sum, 0, (long) rank * costs.choices() + choice);
          }
        }
      }
      requireSize(builder.kept(), position);
      if (builder.kept() / AMPLE >= coarse) {
        ParetoFront thin = Coarsening.down(builder.build(), coarse);
        builder = new ParetoFrontBuilder(objectives).addAll(thin);
      }
    }
    ParetoFront extended = Coarsening.down(builder.build(), coarse);
    requireSize(extended.size(), position);
    return extended.size() > width ? narrow(extended, position) : extended;
  }

  private ParetoFront narrow(ParetoFront front, int position) {
    narrowed = true;
    double[] excess = new double[front.size()];
    for (int i = 0; i < excess.length; i++) {
      excess[i] = region.orElseThrow().excess(position + 1, front.values(), i * objectives);
    }
    double[] sorted = excess.clone();
    Arrays.sort(sorted);
    return front.only(i -> excess[i] < sorted[width]);
  }

  /** Adds a candidate's costs to a point; tells whether the sum is under the caps. */
  private boolean add(
      long[] values, int point, ParetoFront candidates, int candidate, long[] caps, long[] sum) {
    long[] costs = candidates.values();
    int offset = candidate * objectives;
    for (int j = 0; j < objectives; j++) {
      sum[j] = values[point + j] + costs[offset + j];
      if (sum[j] > caps[j]) {
        return false;
      }
    }
    return true;
  }

  private static void raise(long[] sum, long[] floors) {
    for (int j = 0; j < sum.length; j++) {
      sum[j] = Math.max(sum[j], floors[j]);
    }
  }

  private void requireSize(int points, int position) {
    if (points > maximumPoints) {
      throw new FrontTooLargeException(position, positions, points, maximumPoints);
    }
  }

  /** Notes where each point came from; returns the points by their sequences of choices. */
  private int[] link(long[] payloads, int[] previousOrder, int position) {
    int count = problem.positions().get(position).choices();
    parents[position] = new int[payloads.length];
    choices[position] = new int[payloads.length];
    for (int i = 0; i < payloads.length; i++) {
      parents[position][i] = previousOrder[(int) (payloads[i] / count)];
      choices[position][i] = (int) (payloads[i] % count);
    }
    int[] order = KeySort.rowNumbers(payloads.length);
    KeySort.sort(payloads.clone(), order);
    return order;
  }

  private int[] trace(int points) {
    int[] traced = new int[Math.multiplyExact(points, positions)];
    for (int i = 0; i < points; i++) {
      int point = i;
      for (int p = positions - 1; p >= 0; p--) {
        traced[i * positions + p] = choices[p][point];
        point = parents[p][point];
      }
    }
    return traced;
  }
}
