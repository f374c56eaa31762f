package org.codesign.allocation;

import java.util.List;
import java.util.Map;

/** What {@link Allocator} gives. */
public sealed interface Allocation {

  /**
   * Bits within the limits.
   *
   * @param proven whether nothing is less sensitive; else the time was spent
   */
  record Allocated(BitAllocation bits, boolean proven) implements Allocation {}

  /**
   * No bits meet the limits.
   *
   * @param smallestAlone the smallest value of each limit with the others left out
   * @param key the limit to be widened
   * @param limit its value
   * @param smallest the smallest value of it that can be reached under the other limits; NaN if
   *     that is not known
   */
  record Unreachable(
      Map<LimitKey, Double> smallestAlone, LimitKey key, double limit, double smallest)
      implements Allocation {
    public Unreachable {
      smallestAlone = Map.copyOf(smallestAlone);
    }

    /** Whether the limit is out of reach even with the others left out. */
    public boolean isAlone() {
      return smallestAlone.get(key) > limit;
    }
  }

  /** The time was spent before bits within the limits were found. */
  record OutOfTime() implements Allocation {}

  /** The exact front of sensitivity against one limit, by rising limit. */
  record Front(LimitKey key, List<BitAllocation> points) {
    public Front {
      points = List.copyOf(points);
    }
  }
}
