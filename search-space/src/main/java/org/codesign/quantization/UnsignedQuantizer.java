package org.codesign.quantization;

/**
 * Uniform unsigned quantization of activations after ReLU with zero point 0 and one static scale a
 * tensor: scale = range / (2^b - 1), q = clamp(round(a / scale), 0, 2^b - 1). Yao et al.,
 * "HAWQ-V3", ICML 2021, section 3.1. Ties round up.
 */
public final class UnsignedQuantizer {

  private static final int RANGE_STEPS = 16;

  private UnsignedQuantizer() {}

  /** The largest code at this bit-width, 2^b - 1. */
  public static int largestCode(int bits) {
    return (1 << bits) - 1;
  }

  /** The step for values in [0, range]; 1 for a tensor of zeros. */
  public static float scale(float range, int bits) {
    return range > 0 ? range / largestCode(bits) : 1f;
  }

  /** The nearest quantized value of one activation. */
  public static float quantize(float value, float scale, int bits) {
    float clamped = Math.max(0f, Math.min(largestCode(bits), value / scale));
    // In double, where the sum is exact; floor is one instruction and Math.round is not.
    return (int) Math.floor(clamped + 0.5) * scale;
  }

  /** The squared error of quantizing all values, sum of (Q(a) - a)^2. */
  public static double squaredError(float[] values, float range, int bits) {
    float scale = scale(range, bits);
    double squaredError = 0;
    for (float value : values) {
      double error = (double) quantize(value, scale, bits) - value;
      squaredError += error * error;
    }
    return squaredError;
  }

  /**
   * The range with the least squared error for these values among the sixteenths of their maximum;
   * 0 if no value is positive.
   */
  public static float range(float[] values, int bits) {
    float largest = 0f;
    for (float value : values) {
      largest = Math.max(largest, value);
    }
    float best = largest;
    double leastError = Double.POSITIVE_INFINITY;
    for (int step = RANGE_STEPS; step >= 1 && largest > 0; step--) {
      float range = largest * step / RANGE_STEPS;
      double error = squaredError(values, range, bits);
      if (error < leastError) {
        leastError = error;
        best = range;
      }
    }
    return best;
  }
}
