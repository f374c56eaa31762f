package org.codesign.allocation;

import java.util.List;

/** What solving an {@link IntegerProgram} gives. */
public sealed interface ProgramResult {

  /**
   * An assignment of choices to groups.
   *
   * @param choices one a group
   * @param proven whether no other assignment has a smaller objective; else the time was spent
   * @param nodes how many nodes of the search tree were looked at
   */
  record Solved(List<Integer> choices, boolean proven, long nodes) implements ProgramResult {
    public Solved {
      choices = List.copyOf(choices);
    }
  }

  /**
   * No assignment meets the limits.
   *
   * @param smallestAlone the smallest sum under each limit when the others are left out
   * @param limit the limit that has to give way: missed by itself, or the last one to be met
   *     jointly
   * @param smallestJointly the smallest sum under that limit while all others are met; equal to
   *     smallestAlone where it is missed by itself, NaN where that is not known
   */
  record Unreachable(List<Double> smallestAlone, int limit, double smallestJointly)
      implements ProgramResult {
    public Unreachable {
      smallestAlone = List.copyOf(smallestAlone);
    }
  }

  /** The time was spent before an assignment was found or shown not to exist. */
  record OutOfTime(long nodes) implements ProgramResult {}
}
