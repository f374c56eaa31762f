package org.codesign.quantization;

/**
 * Uniform symmetric quantization of weights, one scale an output channel: scale = range / (2^(b-1)
 * - 1), q = clamp(round(w / scale), -(2^(b-1) - 1), 2^(b-1) - 1). Yao et al., "HAWQ-V3", ICML 2021,
 * section 3.1, with the narrow range, so that two-bit weights are ternary and no channel is skewed.
 * HAWQ-V3 takes the largest magnitude for the range; here the range is the eighth of it, from 3/8
 * to 8/8, that has the least squared error, which matters below four bits. Ties round up.
 */
public final class SymmetricQuantizer {

  private static final int RANGE_STEPS = 8;
  private static final int SMALLEST_RANGE_STEP = 3;

  private SymmetricQuantizer() {}

  /** The largest code at this bit-width, 2^(b-1) - 1. */
  public static int largestCode(int bits) {
    return (1 << (bits - 1)) - 1;
  }

  /**
   * The step with the least squared error for the values in [offset, offset + length); 1 for zeros.
   */
  public static float scale(float[] values, int offset, int length, int bits) {
    float largest = 0f;
    for (int i = offset; i < offset + length; i++) {
      largest = Math.max(largest, Math.abs(values[i]));
    }
    if (largest == 0f) {
      return 1f;
    }
    float best = largest / largestCode(bits);
    double leastError = squaredError(values, offset, length, best, bits);
    for (int step = RANGE_STEPS - 1; step >= SMALLEST_RANGE_STEP; step--) {
      float scale = largest * step / RANGE_STEPS / largestCode(bits);
      double error = squaredError(values, offset, length, scale, bits);
      if (error < leastError) {
        leastError = error;
        best = scale;
      }
    }
    return best;
  }

  /** The nearest quantized value of one weight. */
  public static float quantize(float value, float scale, int bits) {
    int limit = largestCode(bits);
    float clamped = Math.max(-limit, Math.min(limit, value / scale));
    // In double, where the sum is exact; floor is one instruction and Math.round is not.
    return (int) Math.floor(clamped + 0.5) * scale;
  }

  /**
   * Replaces weights laid out as [channels, rest] by their nearest quantized values, each channel
   * with its own scale.
   *
   * @return the squared error over all channels
   */
  public static double quantizePerChannel(float[] weights, int channels, int bits) {
    if (channels < 1 || weights.length % channels != 0) {
      throw new IllegalArgumentException(
          "The channels (%d) must divide the number of weights (%d)."
              .formatted(channels, weights.length));
    }
    int length = weights.length / channels;
    double squaredError = 0;
    for (int offset = 0; offset < weights.length; offset += length) {
      float scale = scale(weights, offset, length, bits);
      squaredError += squaredError(weights, offset, length, scale, bits);
      for (int i = offset; i < offset + length; i++) {
        weights[i] = quantize(weights[i], scale, bits);
      }
    }
    return squaredError;
  }

  private static double squaredError(
      float[] values, int offset, int length, float scale, int bits) {
    double sum = 0;
    for (int i = offset; i < offset + length; i++) {
      double error = (double) quantize(values[i], scale, bits) - values[i];
      sum += error * error;
    }
    return sum;
  }
}
