package org.codesign.pareto;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * One choice has to be made at every position, and costs add up: minimise offset + sum of the
 * chosen costs, objective by objective, with an upper limit (inclusive) on each. Some objectives
 * may be limited only: whatever is within the limit is as good. Costs are whole numbers on the
 * objectives' grids, so that sums are exact in any order. Immutable.
 */
public final class AdditiveProblem {

  /** The limit of an objective that has none. */
  public static final long NO_LIMIT = Long.MAX_VALUE;

  private final List<ChoiceCosts> positions;
  private final long[] offset;
  private final long[] limits;
  private final boolean[] minimised;

  /** A problem with one to six objectives, all of them minimised. */
  public AdditiveProblem(List<ChoiceCosts> positions, long[] offset, long[] limits) {
    this(positions, offset, limits, all(limits.length));
  }

  /**
   * A problem with one to six objectives.
   *
   * @param positions the choices of each position, in order
   * @param offset what every combination costs besides its choices
   * @param limits the largest allowed sum in each objective, or {@link #NO_LIMIT}
   * @param minimised which objectives are minimised; the others have a limit that has to be met
   * @throws IllegalArgumentException if lengths differ, the largest sum does not fit a long, or an
   *     objective is neither minimised nor limited
   */
  public AdditiveProblem(
      List<ChoiceCosts> positions, long[] offset, long[] limits, boolean[] minimised) {
    this.positions = List.copyOf(positions);
    this.offset = offset.clone();
    this.limits = limits.clone();
    this.minimised = minimised.clone();
    if (positions.isEmpty()) {
      throw new IllegalArgumentException("An additive problem needs a position.");
    }
    if (limits.length != offset.length) {
      throw new IllegalArgumentException(
          "The numbers of limits (%d) and of offsets (%d) must be equal."
              .formatted(limits.length, offset.length));
    }
    for (int p = 0; p < positions.size(); p++) {
      if (positions.get(p).objectives() != offset.length) {
        throw new IllegalArgumentException(
            "The position %d has %d objectives; the problem has %d."
                .formatted(p, positions.get(p).objectives(), offset.length));
      }
    }
    if (minimised.length != limits.length) {
      throw new IllegalArgumentException(
          "The numbers of marks (%d) and of limits (%d) must be equal."
              .formatted(minimised.length, limits.length));
    }
    for (int j = 0; j < offset.length; j++) {
      requireSum(j);
      if (!minimised[j] && limits[j] == NO_LIMIT) {
        throw new IllegalArgumentException(
            "The objective %d must be minimised or limited.".formatted(j));
      }
    }
  }

  /** The choices of each position, in order. */
  public List<ChoiceCosts> positions() {
    return positions;
  }

  /** The number of objectives. */
  public int objectives() {
    return offset.length;
  }

  /** What every combination costs in an objective besides its choices. */
  public long offset(int objective) {
    return offset[objective];
  }

  /** The largest allowed sum in an objective, or {@link #NO_LIMIT}. */
  public long limit(int objective) {
    return limits[objective];
  }

  /** Whether smaller sums are better in an objective, or its limit is all that counts. */
  boolean minimised(int objective) {
    return minimised[objective];
  }

  /** The objectives with a limit. */
  int[] limited() {
    return IntStream.range(0, limits.length).filter(j -> limits[j] != NO_LIMIT).toArray();
  }

  /** The objectives that are minimised, in order. */
  int[] minimised() {
    return IntStream.range(0, limits.length).filter(j -> minimised[j]).toArray();
  }

  /** The objectives that are limited and not minimised, in order. */
  int[] limitedOnly() {
    return IntStream.range(0, limits.length).filter(j -> !minimised[j]).toArray();
  }

  /** The positions at which no choice is possible. */
  List<Integer> positionsWithoutChoice() {
    return IntStream.range(0, positions.size())
        .filter(p -> positions.get(p).front().size() == 0)
        .boxed()
        .toList();
  }

  /** The smallest sum in an objective that any combination reaches; each position has a choice. */
  long smallestSum(int objective) {
    long sum = offset[objective];
    for (ChoiceCosts position : positions) {
      sum += smallest(position, objective);
    }
    return sum;
  }

  /** The smallest possible cost at a position, which has a choice. */
  static long smallest(ChoiceCosts position, int objective) {
    return IntStream.range(0, position.choices())
        .filter(position::possible)
        .mapToLong(choice -> position.cost(choice, objective))
        .min()
        .orElseThrow();
  }

  /** The largest sum in an objective that any combination reaches. */
  long largestSum(int objective) {
    long sum = offset[objective];
    for (ChoiceCosts position : positions) {
      sum += largest(position, objective);
    }
    return sum;
  }

  private static long largest(ChoiceCosts position, int objective) {
    long largest = 0;
    for (int choice = 0; choice < position.choices(); choice++) {
      if (position.possible(choice)) {
        largest = Math.max(largest, position.cost(choice, objective));
      }
    }
    return largest;
  }

  /** The problem with only these objectives, in order; limits of the others are forgotten. */
  AdditiveProblem project(int[] chosen) {
    boolean[] marks = new boolean[chosen.length];
    for (int j = 0; j < chosen.length; j++) {
      marks[j] = minimised[chosen[j]];
    }
    return new AdditiveProblem(
        positions.stream().map(position -> position.project(chosen)).toList(),
        Arrays.stream(chosen).mapToLong(j -> offset[j]).toArray(),
        Arrays.stream(chosen).mapToLong(j -> limits[j]).toArray(),
        marks);
  }

  /** The problem that minimises one of the limited objectives within the limits of the others. */
  AdditiveProblem onlyLimitsBut(int relaxed) {
    int[] chosen = limited();
    boolean[] marks = new boolean[chosen.length];
    marks[Arrays.binarySearch(chosen, relaxed)] = true;
    return new AdditiveProblem(
        positions.stream().map(position -> position.project(chosen)).toList(),
        Arrays.stream(chosen).mapToLong(j -> offset[j]).toArray(),
        Arrays.stream(chosen).mapToLong(j -> j == relaxed ? NO_LIMIT : limits[j]).toArray(),
        marks);
  }

  private static boolean[] all(int objectives) {
    boolean[] marks = new boolean[objectives];
    Arrays.fill(marks, true);
    return marks;
  }

  private void requireSum(int objective) {
    if (offset[objective] < 0) {
      throw new IllegalArgumentException(
          "The offset (%d) of the objective %d must not be negative."
              .formatted(offset[objective], objective));
    }
    try {
      long sum = offset[objective];
      for (ChoiceCosts position : positions) {
        long largest = 0;
        for (int choice = 0; choice < position.choices(); choice++) {
          largest = Math.max(largest, position.cost(choice, objective));
        }
        sum = Math.addExact(sum, largest);
      }
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException(
          "The largest sum of the objective %d must fit a long.%nMaybe its grid is too fine."
              .formatted(objective),
          e);
    }
  }
}
