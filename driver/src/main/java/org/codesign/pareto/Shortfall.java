package org.codesign.pareto;

import java.io.Serializable;

/**
 * How far a limit is from what can be reached, when no combination meets all limits.
 *
 * @param objective the limited objective
 * @param limit its limit
 * @param smallest the smallest sum that any combination reaches in this objective
 * @param smallestWithinOthers the smallest sum of the combinations that meet all other limits, or
 *     {@link #NOT_KNOWN} if none does or if finding it would pass the guard on front sizes
 */
public record Shortfall(int objective, long limit, long smallest, long smallestWithinOthers)
    implements Serializable {

  /** No combination meets the other limits, as far as could be found. */
  public static final long NOT_KNOWN = Long.MAX_VALUE;

  /** Whether no combination meets this limit, whatever the other limits are. */
  public boolean outOfReachAlone() {
    return smallest > limit;
  }

  /** Whether a larger limit alone would make the problem feasible. */
  public boolean curable() {
    return smallestWithinOthers != NOT_KNOWN;
  }

  /** By which factor the smallest sum is above the limit. */
  double factor() {
    return (double) smallest / limit;
  }

  /** By which factor this limit would have to grow for the problem to be feasible. */
  double cure() {
    return curable() ? (double) smallestWithinOthers / limit : Double.POSITIVE_INFINITY;
  }
}
