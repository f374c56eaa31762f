package org.codesign.quantization;

import java.util.Objects;
import java.util.Optional;

/**
 * How weights are quantized, apart from their bits: codes and scales of {@link SymmetricQuantizer},
 * the range by a rule, and a scale for each output channel or for each group of neighbouring
 * weights of a channel, the last of which may be smaller. A scale of a channel or a part of it can
 * absorb a factor of the channel, so that batch normalisation folds into it. Groups inside
 * channels: Dai et al., "VS-Quant", MLSys 2021.
 *
 * @param ranges what sets the range
 * @param group the weights of a channel that share a scale; {@link #CHANNEL} for all of them
 */
public record WeightQuantizer(RangeRule ranges, int group) {

  /** One scale for all weights of an output channel. */
  public static final int CHANNEL = Integer.MAX_VALUE;

  /** One scale a channel, of least squared error. */
  public static final WeightQuantizer PER_CHANNEL =
      new WeightQuantizer(new RangeRule.LeastSquares(), CHANNEL);

  public WeightQuantizer {
    Objects.requireNonNull(ranges, "ranges");
    if (group < 1) {
      throw new IllegalArgumentException(
          "The weights of a group (%d) must be at least 1.".formatted(group));
    }
  }

  /** The short form, for example {@code least-squares} or {@code percentile:99.0/64}. */
  public String label() {
    return ranges.label() + (group == CHANNEL ? "" : "/" + group);
  }

  /** The quantizer of a short form; empty if it is none. */
  public static Optional<WeightQuantizer> parse(String label) {
    int slash = label.indexOf('/');
    if (slash < 0) {
      return RangeRule.parse(label).map(rule -> new WeightQuantizer(rule, CHANNEL));
    }
    String group = label.substring(slash + 1);
    return group.matches("[1-9][0-9]{0,8}")
        ? RangeRule.parse(label.substring(0, slash))
            .map(rule -> new WeightQuantizer(rule, Integer.parseInt(group)))
        : Optional.empty();
  }

  /** The number of scales of weights laid out as [channels, rest]. */
  public long scales(long weights, int channels) {
    long length = weights / channels;
    return channels * ((length + Math.min(group, length) - 1) / Math.min(group, length));
  }

  /** Replaces weights laid out as [channels, rest] by their nearest quantized values. */
  public void quantize(float[] weights, int channels, int bits) {
    if (channels < 1 || weights.length % channels != 0) {
      throw new IllegalArgumentException(
          "The channels (%d) must divide the number of weights (%d)."
              .formatted(channels, weights.length));
    }
    int length = weights.length / channels;
    int step = Math.min(group, length);
    for (int channel = 0; channel < weights.length; channel += length) {
      for (int first = 0; first < length; first += step) {
        quantize(weights, channel + first, Math.min(step, length - first), bits);
      }
    }
  }

  private void quantize(float[] weights, int offset, int length, int bits) {
    float scale = ranges.weightScale(weights, offset, length, bits);
    for (int i = offset; i < offset + length; i++) {
      weights[i] = SymmetricQuantizer.quantize(weights[i], scale, bits);
    }
  }
}
