package org.codesign.sensitivity;

/**
 * Rounds to the nearest of evenly spaced levels between a lowest and a highest value, which also
 * limit the range.
 *
 * @param lowest the value of the first level
 * @param highest the value of the last level
 * @param levels at least 2
 */
public record InputQuantizer(float lowest, float highest, int levels) {

  public InputQuantizer {
    if (!(lowest < highest) || !Float.isFinite(highest - lowest)) {
      throw new IllegalArgumentException(
          "The lowest level (%s) must be below the highest (%s).".formatted(lowest, highest));
    }
    if (levels < 2) {
      throw new IllegalArgumentException(
          "The number of levels (%d) must be at least 2.".formatted(levels));
    }
  }

  /** The level nearest to a value. */
  public float round(float value) {
    float step = (highest - lowest) / (levels - 1);
    float limited = Math.min(highest, Math.max(lowest, value));
    return lowest + step * Math.round((limited - lowest) / step);
  }
}
