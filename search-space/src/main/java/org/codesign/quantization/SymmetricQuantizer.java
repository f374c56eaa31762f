package org.codesign.quantization;

import java.util.Arrays;

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

  /** The code of one weight, the nearest whole number of steps. */
  public static int code(float value, float scale, int bits) {
    int limit = largestCode(bits);
    float clamped = Math.max(-limit, Math.min(limit, value / scale));
    // In double, where the sum is exact; floor is one instruction and Math.round is not.
    return (int) Math.floor(clamped + 0.5);
  }

  /** The nearest quantized value of one weight. */
  public static float quantize(float value, float scale, int bits) {
    return code(value, scale, bits) * scale;
  }

  /**
   * The step of every output channel of weights laid out as [channels, rest], where each group of
   * neighbouring channels, the last of which may be smaller, shares one: 1 channel a group is
   * per-channel quantization, all of them per-tensor; between the two lies the group-wise
   * quantization of Shen et al., "Q-BERT", AAAI 2020, section 3.2.
   */
  public static float[] scales(float[] weights, int channels, int channelsPerGroup, int bits) {
    requireChannels(weights, channels);
    if (channelsPerGroup < 1) {
      throw new IllegalArgumentException(
          "The channels of a group (%d) must be at least 1.".formatted(channelsPerGroup));
    }
    int length = weights.length / channels;
    float[] scales = new float[channels];
    for (int first = 0; first < channels; first += channelsPerGroup) {
      int end = Math.min(channels, first + channelsPerGroup);
      float scale = scale(weights, first * length, (end - first) * length, bits);
      Arrays.fill(scales, first, end, scale);
    }
    return scales;
  }

  /** The codes of weights laid out as [channels, rest], given the step of each channel. */
  public static byte[] codes(float[] weights, float[] scales, int bits) {
    requireChannels(weights, scales.length);
    int length = weights.length / scales.length;
    byte[] codes = new byte[weights.length];
    for (int i = 0; i < codes.length; i++) {
      codes[i] = (byte) code(weights[i], scales[i / length], bits);
    }
    return codes;
  }

  /**
   * Replaces weights laid out as [channels, rest] by their nearest quantized values, each channel
   * with its own scale.
   *
   * @return the squared error over all channels
   */
  public static double quantizePerChannel(float[] weights, int channels, int bits) {
    requireChannels(weights, channels);
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

  private static void requireChannels(float[] weights, int channels) {
    if (channels < 1 || weights.length % channels != 0) {
      throw new IllegalArgumentException(
          "The channels (%d) must divide the number of weights (%d)."
              .formatted(channels, weights.length));
    }
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
