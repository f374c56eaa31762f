package org.codesign.pareto;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * The front of a problem with two minimised objectives and others that are limited only. Limits are
 * taken in one after the other, as long as they matter:
 *
 * <ol>
 *   <li>The front without the limits that were not taken in yet bounds the one that is wanted.
 *       Those of its points that meet all limits are on it, and where they all do, this is all.
 *   <li>What is missing lies in the boxes between known points that a point of that front which
 *       misses a limit reaches into. The limit that is missed most often is taken in, and only
 *       these boxes are searched.
 * </ol>
 *
 * <p>A search drops partial sums that {@link OpenRegion} excludes. It is tried first with the most
 * promising partial sums only; the points that it finds make the region smaller, until a search
 * need leave out none and so is exact. Bounds within dynamic programming: C. Bazgan, H. Hugot and
 * D. Vanderpooten, "Solving efficiently the 0-1 multi-objective knapsack problem", Computers and
 * Operations Research 36(1), 2009.
 */
final class LimitedSearch {

  /** How many partial sums are kept at first. */
  static final int FIRST_WIDTH = 4000;

  private static final int WIDENING = 4;

  private final AdditiveProblem problem;
  private final int maximumPoints;
  private final int firstWidth;
  private final int[] minimised;

  /** Known points in the minimised objectives; the payload is the number of the choices, or -1. */
  private ParetoFront known;

  private final List<int[]> choices = new ArrayList<>();

  LimitedSearch(AdditiveProblem problem, int maximumPoints, ParetoFront known, int firstWidth) {
    this.problem = problem;
    this.maximumPoints = maximumPoints;
    this.firstWidth = firstWidth;
    this.known = known.mapPayloads(payload -> -1);
    minimised = problem.minimised();
  }

  static boolean suits(AdditiveProblem problem) {
    return problem.minimised().length == 2 && problem.limitedOnly().length > 0;
  }

  /** The points that the known ones do not dominate, and none that is equal to one of them. */
  AdditiveFront front() {
    TreeSet<Integer> taken = new TreeSet<>();
    Optional<ParetoFront> below = Optional.empty();
    while (true) {
      List<long[]> missing = search(taken, below);
      Optional<Integer> next = mostMissed(missing, taken);
      if (next.isEmpty()) {
        return result();
      }
      taken.add(next.get());
      below = Optional.of(points(missing));
    }
  }

  /** Searches with some limits; the sums of the points found that miss one of the others. */
  private List<long[]> search(Set<Integer> taken, Optional<ParetoFront> below) {
    AdditiveProblem relaxed =
        problem.project(
            IntStream.range(0, problem.objectives())
                .filter(j -> problem.minimised(j) || taken.contains(j))
                .toArray());
    if (taken.isEmpty() && known.size() == 0) {
      return note(new AdditiveSearch(relaxed, maximumPoints).front());
    }
    LagrangianLines lines = new LagrangianLines(relaxed);
    for (int width = firstWidth; ; width = Math.min(width, maximumPoints) * WIDENING) {
      OpenRegion region = OpenRegion.of(relaxed, lines, known, below);
      AdditiveSearch search =
          new AdditiveSearch(relaxed, maximumPoints, Optional.of(region), width);
      List<long[]> missing = note(search.front());
      if (!search.narrowed()) {
        return missing;
      }
    }
  }

  /** Adds points that meet all limits to the known ones; returns the sums of the others. */
  private List<long[]> note(AdditiveFront found) {
    List<long[]> missing = new ArrayList<>();
    ParetoFrontBuilder builder = new ParetoFrontBuilder(minimised.length).addAll(known);
    for (int point = 0; point < found.size(); point++) {
      long[] sum = sum(found.choices(point));
      if (IntStream.range(0, sum.length).allMatch(j -> sum[j] <= problem.limit(j))) {
        builder.add(minimised(sum), 0, choices.size());
        choices.add(found.choices(point));
      } else {
        missing.add(sum);
      }
    }
    known = builder.build();
    return missing;
  }

  private long[] sum(int[] chosen) {
    long[] sum = new long[problem.objectives()];
    for (int j = 0; j < sum.length; j++) {
      sum[j] = problem.offset(j);
      for (int p = 0; p < chosen.length; p++) {
        sum[j] += problem.positions().get(p).cost(chosen[p], j);
      }
    }
    return sum;
  }

  private long[] minimised(long[] sum) {
    return Arrays.stream(minimised).mapToLong(j -> sum[j]).toArray();
  }

  private ParetoFront points(List<long[]> sums) {
    ParetoFrontBuilder builder = new ParetoFrontBuilder(minimised.length);
    sums.forEach(sum -> builder.add(minimised(sum), 0, 0));
    return builder.build();
  }

  /** The limit, not taken in so far, that most of the sums miss; of equals the first. */
  private Optional<Integer> mostMissed(List<long[]> sums, Set<Integer> taken) {
    return Arrays.stream(problem.limitedOnly())
        .filter(j -> !taken.contains(j) && misses(sums, j) > 0)
        .boxed()
        .max(Comparator.comparingLong((Integer j) -> misses(sums, j)).thenComparing(j -> -j));
  }

  private long misses(List<long[]> sums, int objective) {
    return sums.stream().filter(sum -> sum[objective] > problem.limit(objective)).count();
  }

  private AdditiveFront result() {
    ParetoFront own = known.only(i -> known.payload(i) >= 0);
    int positions = problem.positions().size();
    int[] chosen = new int[own.size() * positions];
    long[] values = new long[own.size() * problem.objectives()];
    for (int i = 0; i < own.size(); i++) {
      System.arraycopy(choices.get((int) own.payload(i)), 0, chosen, i * positions, positions);
      for (int j = 0, next = 0; j < problem.objectives(); j++) {
        values[i * problem.objectives() + j] =
            problem.minimised(j) ? own.value(i, next++) : problem.limit(j);
      }
    }
    long[] numbers = LongStream.range(0, own.size()).toArray();
    return new AdditiveFront(
        new ParetoFront(problem.objectives(), values, numbers), positions, chosen);
  }
}
