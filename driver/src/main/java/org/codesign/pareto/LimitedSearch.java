package org.codesign.pareto;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * The front of a problem with two minimised objectives and others that are limited only. It is
 * searched without these limits first, then with each of them alone, then with all:
 *
 * <ul>
 *   <li>The front under some of the limits bounds the one that is wanted. Those of its points that
 *       meet all limits are on it, and where they all do, this is all.
 *   <li>What is missing lies in the boxes between known points that a point which misses a limit
 *       reaches into, on each of the fronts under some of the limits. Only these boxes are
 *       searched.
 * </ul>
 *
 * <p>A search drops partial sums that {@link OpenRegion} excludes. It is tried first with the most
 * promising partial sums only; the points that it finds make the region smaller, until a search
 * need leave out none and so is exact. Bounds within dynamic programming: C. Bazgan, H. Hugot and
 * D. Vanderpooten, "Solving efficiently the 0-1 multi-objective knapsack problem", Computers and
 * Operations Research 36(1), 2009.
 */
final class LimitedSearch {

  /** How many partial sums are kept at first. */
  static final int FIRST_WIDTH = 2000;

  private static final int WIDENING = 4;

  private final AdditiveProblem problem;
  private final int maximumPoints;
  private final int firstWidth;
  private final int[] minimised;

  private final KnownFront start;

  /** Known points in the minimised objectives; the payload is the number of the choices, or -1. */
  private ParetoFront known;

  private final List<int[]> choices = new ArrayList<>();

  /** Of each front under some of the limits, the points that miss another one. */
  private final List<ParetoFront> below = new ArrayList<>();

  LimitedSearch(AdditiveProblem problem, int maximumPoints, KnownFront start, int firstWidth) {
    this.problem = problem;
    this.maximumPoints = maximumPoints;
    this.firstWidth = firstWidth;
    known = start.points().mapPayloads(payload -> -1);
    this.start = start;
    minimised = problem.minimised();
  }

  static boolean suits(AdditiveProblem problem) {
    return problem.minimised().length == 2 && problem.limitedOnly().length > 0;
  }

  /** The points that the known ones do not dominate, and none that is equal to one of them. */
  AdditiveFront front() {
    int[] limited = problem.limitedOnly();
    if (known.size() == 0) {
      below.add(note(new AdditiveSearch(with(), maximumPoints).front()));
    } else {
      search(with(), Integer.MAX_VALUE);
    }
    for (int j = 0; j < limited.length && limited.length > 1 && isOpen(); j++) {
      tryAlone(limited[j]);
    }
    if (isOpen()) {
      search(problem, firstWidth);
    }
    return result();
  }

  /** The problem with some of the limits. */
  private AdditiveProblem with(int... limited) {
    return problem.project(
        IntStream.concat(IntStream.of(minimised), IntStream.of(limited)).sorted().toArray());
  }

  private boolean isOpen() {
    return !OpenRegion.corners(problem, start.with(known), below).isEmpty();
  }

  /** Searches with one limit, unless that takes many partial sums: it is not needed. */
  private void tryAlone(int limited) {
    AdditiveProblem relaxed = with(limited);
    OpenRegion region =
        OpenRegion.of(relaxed, new LagrangianLines(relaxed), start.with(known), below);
    int most = Math.min(maximumPoints, firstWidth);
    try {
      below.add(
          note(new AdditiveSearch(relaxed, most, Optional.of(region), Integer.MAX_VALUE).front()));
    } catch (FrontTooLargeException e) {
      // The search with all limits does without.
    }
  }

  /** Searches with ever more partial sums until none has to be left out. */
  private void search(AdditiveProblem relaxed, int smallestWidth) {
    LagrangianLines lines = new LagrangianLines(relaxed);
    long width = smallestWidth;
    while (true) {
      OpenRegion region = OpenRegion.of(relaxed, lines, start.with(known), below);
      AdditiveSearch search =
          new AdditiveSearch(relaxed, maximumPoints, Optional.of(region), (int) width);
      ParetoFront before = known;
      ParetoFront missing = note(search.front());
      if (!search.narrowed()) {
        below.add(missing);
        return;
      }
      width =
          known.equals(before) ? Integer.MAX_VALUE : Math.min(width * WIDENING, Integer.MAX_VALUE);
    }
  }

  /** Adds points that meet all limits to the known ones; returns the others. */
  private ParetoFront note(AdditiveFront found) {
    ParetoFrontBuilder missing = new ParetoFrontBuilder(minimised.length);
    ParetoFrontBuilder builder = new ParetoFrontBuilder(minimised.length).addAll(known);
    for (int point = 0; point < found.size(); point++) {
      long[] sum = sum(found.choices(point));
      if (IntStream.range(0, sum.length).allMatch(j -> sum[j] <= problem.limit(j))) {
        builder.add(minimised(sum), 0, choices.size());
        choices.add(found.choices(point));
      } else {
        missing.add(minimised(sum), 0, 0);
      }
    }
    known = builder.build();
    return missing.build();
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
