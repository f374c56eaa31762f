package org.codesign.cost;

/**
 * A design that cannot be built or run, and why: what is exceeded, its value and its limit. A value
 * of the search, not an error.
 */
public record Infeasible(String reason) implements CostResult, ModelResult {

  public Infeasible {
    if (reason.isBlank()) {
      throw new IllegalArgumentException("The reason of an infeasible design must not be blank.");
    }
  }
}
