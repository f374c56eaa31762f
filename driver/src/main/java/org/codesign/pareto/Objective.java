package org.codesign.pareto;

import java.util.Objects;

/**
 * One thing to optimise: the only place that knows a direction. It turns a user's value into the
 * minimised one, and into the code that a {@link ParetoFront} holds, and back.
 *
 * @param name for example {@code latency}
 * @param unit the unit of the user's values, for example {@code ms}; empty for a pure number
 * @param direction which values are better
 * @param scale how minimised values become codes
 */
public record Objective(String name, String unit, Direction direction, Scale scale) {

  public Objective {
    Objects.requireNonNull(unit, "unit");
    Objects.requireNonNull(direction, "direction");
    Objects.requireNonNull(scale, "scale");
    if (name.isBlank()) {
      throw new IllegalArgumentException("The name of an objective must not be blank.");
    }
  }

  /** An objective on a grid, whose codes may be added. */
  public static Objective onGrid(
      String name, String unit, Direction direction, double stepsPerUnit) {
    return new Objective(name, unit, direction, new Scale.Grid(stepsPerUnit));
  }

  /** An objective whose values are compared as they are, without rounding. */
  public static Objective exact(String name, String unit, Direction direction) {
    return new Objective(name, unit, direction, new Scale.Exact());
  }

  /** The minimised value of a user's value. */
  public double minimised(double value) {
    return direction == Direction.MINIMISE ? value + 0.0 : 0.0 - value;
  }

  /** The user's value of a minimised value. */
  public double value(double minimised) {
    return minimised(minimised);
  }

  /**
   * The code of a user's value: smaller is better.
   *
   * @throws IllegalArgumentException if the value is not finite
   */
  public long encode(double value) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException(
          "The value (%s) of the objective %s must be finite.".formatted(value, name));
    }
    return scale.encode(minimised(value));
  }

  /**
   * The code of the worst value that is still allowed; an infinitely bad one means no limit. It is
   * rounded to the grid as the values are, so that a design of exactly the limit is allowed.
   */
  public long encodeLimit(double worstValue) {
    return minimised(worstValue) == Double.POSITIVE_INFINITY
        ? AdditiveProblem.NO_LIMIT
        : encode(worstValue);
  }

  /** The user's value of a code. */
  public double decode(long code) {
    return value(scale.decode(code));
  }
}
