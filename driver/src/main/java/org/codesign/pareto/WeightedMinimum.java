package org.codesign.pareto;

import java.util.Optional;

/** A set of designs over which weighted sums of their quantities can be minimised. */
public interface WeightedMinimum {

  /**
   * The quantities of a design with the smallest weighted sum; empty if there is no design.
   *
   * @param weights one a quantity, finite and at least 0
   */
  Optional<long[]> minimise(double[] weights);
}
