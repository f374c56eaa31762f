package org.codesign.quantization;

/**
 * Uniform symmetric quantization of weights, one scale an output channel: scale = max|w| / (2^(b-1)
 * - 1), q = clamp(round(w / scale), -(2^(b-1) - 1), 2^(b-1) - 1). Yao et al., "HAWQ-V3", ICML 2021,
 * section 3.1, with the narrow range, so that two-bit weights are ternary and no channel is skewed.
 * Ties round up.
 */
public final class SymmetricQuantizer {

  private SymmetricQuantizer() {}

  /** The largest code at this bit-width, 2^(b-1) - 1. */
  public static int largestCode(int bits) {
    return (1 << (bits - 1)) - 1;
  }

  /** The step for a channel whose largest magnitude is given; 1 for a channel of zeros. */
  public static float scale(float largestMagnitude, int bits) {
    return largestMagnitude > 0 ? largestMagnitude / largestCode(bits) : 1f;
  }

  /**
   * Replaces each of the values in [offset, offset + length) by its nearest quantized value, with
   * one scale for all of them.
   *
   * @return the squared error, sum of (Q(w) - w)^2
   */
  public static double quantize(float[] values, int offset, int length, int bits) {
    float largest = 0f;
    for (int i = offset; i < offset + length; i++) {
      largest = Math.max(largest, Math.abs(values[i]));
    }
    float scale = scale(largest, bits);
    int limit = largestCode(bits);
    double squaredError = 0;
    for (int i = offset; i < offset + length; i++) {
      float quantized = Math.max(-limit, Math.min(limit, Math.round(values[i] / scale))) * scale;
      double error = (double) quantized - values[i];
      squaredError += error * error;
      values[i] = quantized;
    }
    return squaredError;
  }

  /**
   * Quantizes weights laid out as [channels, rest], each channel by its own scale.
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
    for (int channel = 0; channel < channels; channel++) {
      squaredError += quantize(weights, channel * length, length, bits);
    }
    return squaredError;
  }
}
