package org.codesign.sensitivity;

/**
 * Uniform quantization of what a layer reads: clipped to [lowest, highest] and rounded to one of
 * {@code levels} values at equal distances, of which the ends are two (Dong et al., "HAWQ-V2",
 * NeurIPS 2020, appendix A). Ties round up.
 */
public record InputQuantizer(float lowest, float highest, int levels) {

  private static final int RANGE_STEPS = 16;
  private static final int SMALLEST_RANGE_STEP = 4;

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

  /**
   * The quantizer of so many bits with the least squared error for these values, among the ranges
   * that are the same share, 4/16 to 16/16, of the range from the least value to the largest one,
   * zero included; [0, 1] for zeros alone. Zero is a level whenever no value is negative.
   */
  public static InputQuantizer fitted(float[] values, int bits) {
    float least = 0f;
    float largest = 0f;
    for (float value : values) {
      least = Math.min(least, value);
      largest = Math.max(largest, value);
    }
    if (least == largest) {
      return new InputQuantizer(0, 1, 1 << bits);
    }
    InputQuantizer best = new InputQuantizer(least, largest, 1 << bits);
    double leastError = best.squaredError(values);
    for (int step = RANGE_STEPS - 1; step >= SMALLEST_RANGE_STEP; step--) {
      float share = (float) step / RANGE_STEPS;
      InputQuantizer other = new InputQuantizer(least * share, largest * share, 1 << bits);
      double error = other.squaredError(values);
      if (error < leastError) {
        leastError = error;
        best = other;
      }
    }
    return best;
  }

  /** The nearest level of one value. */
  public float quantize(float value) {
    float step = (highest - lowest) / (levels - 1);
    float clipped = Math.max(lowest, Math.min(highest, value));
    return (float) (Math.floor((clipped - lowest) / step + 0.5) * step) + lowest;
  }

  /** The sum of the squared differences that quantizing makes. */
  public double squaredError(float[] values) {
    double sum = 0;
    for (float value : values) {
      double error = (double) quantize(value) - value;
      sum += error * error;
    }
    return sum;
  }
}
