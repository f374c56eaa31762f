package org.codesign.cost;

import java.util.Objects;

/**
 * What a layer, or several in sequence, costs: latency, energy, and bytes to and from external
 * memory. Lower is better. What one execution covers is said by the model.
 */
public record LayerCost(
    double latencyMillis, double energyMicrojoules, long bytesMoved, Bound bound)
    implements CostResult {

  /** The cost of no layer. */
  public static final LayerCost ZERO = new LayerCost(0, 0, 0, Bound.OVERHEAD);

  public LayerCost {
    Objects.requireNonNull(bound, "bound");
    if (!(latencyMillis >= 0 && latencyMillis < Double.POSITIVE_INFINITY)
        || !(energyMicrojoules >= 0 && energyMicrojoules < Double.POSITIVE_INFINITY)
        || bytesMoved < 0) {
      throw new IllegalArgumentException(
          "The latency (%s ms), energy (%s uJ) and bytes (%d) of a layer must be finite and at least 0."
              .formatted(latencyMillis, energyMicrojoules, bytesMoved));
    }
  }

  /** The same with another bound. */
  LayerCost boundBy(Bound other) {
    return new LayerCost(latencyMillis, energyMicrojoules, bytesMoved, other);
  }

  /** The two in sequence; the bound is that of the slower one. */
  public LayerCost plus(LayerCost other) {
    return new LayerCost(
        latencyMillis + other.latencyMillis,
        energyMicrojoules + other.energyMicrojoules,
        Math.addExact(bytesMoved, other.bytesMoved),
        other.latencyMillis > latencyMillis ? other.bound : bound);
  }
}
