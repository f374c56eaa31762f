package org.codesign.pareto;

/** How a finite double becomes the long that fronts compare. The order of values is kept. */
public sealed interface Scale {

  /** The code of a finite value. */
  long encode(double value);

  /** The value of a code. */
  double decode(long code);

  /**
   * A fixed grid: code = value * stepsPerUnit, rounded to the nearest whole number. Codes add up
   * exactly and in any order, which {@link AdditiveProblem} needs. Milliseconds with 1e9 steps are
   * counted in picoseconds.
   *
   * @param stepsPerUnit the number of grid steps in one unit of the value
   */
  record Grid(double stepsPerUnit) implements Scale {

    private static final double LARGEST_CODE = 1e18;

    public Grid {
      if (!(stepsPerUnit > 0) || Double.isInfinite(stepsPerUnit)) {
        throw new IllegalArgumentException(
            "The steps per unit (" + stepsPerUnit + ") of a grid must be positive and finite.");
      }
    }

    @Override
    public long encode(double value) {
      double code = Math.rint(value * stepsPerUnit);
      if (!(Math.abs(code) <= LARGEST_CODE)) {
        throw new IllegalArgumentException(
            "The value (%s) at %s steps a unit must be within %s steps of 0."
                .formatted(value, stepsPerUnit, LARGEST_CODE));
      }
      return (long) code;
    }

    @Override
    public double decode(long code) {
      return code / stepsPerUnit;
    }
  }

  /**
   * Every double has its own code, in the order of the doubles; negative zero is zero. Nothing is
   * rounded, but the codes must not be added.
   */
  record Exact() implements Scale {

    @Override
    public long encode(double value) {
      return flip(Double.doubleToLongBits(value + 0.0));
    }

    @Override
    public double decode(long code) {
      return Double.longBitsToDouble(flip(code));
    }

    private static long flip(long bits) {
      return bits ^ ((bits >> 63) & Long.MAX_VALUE);
    }
  }
}
