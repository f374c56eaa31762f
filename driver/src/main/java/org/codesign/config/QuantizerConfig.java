package org.codesign.config;

import java.util.Objects;
import java.util.Optional;
import org.codesign.quantization.RangeRule;
import org.codesign.quantization.WeightQuantizer;

/**
 * What sets the ranges of quantized values.
 *
 * @param group the weights of an output channel that share a scale; without it all of them
 */
public record QuantizerConfig(
    RangeRule weightRanges, RangeRule activationRanges, Optional<Integer> group) {

  static final QuantizerConfig LEAST_SQUARES =
      new QuantizerConfig(
          new RangeRule.LeastSquares(), new RangeRule.LeastSquares(), Optional.empty());

  public QuantizerConfig {
    Objects.requireNonNull(weightRanges, "weightRanges");
    Objects.requireNonNull(activationRanges, "activationRanges");
    Objects.requireNonNull(group, "group");
  }

  /** What quantizes weights. */
  public WeightQuantizer weights() {
    return new WeightQuantizer(weightRanges, group.orElse(WeightQuantizer.CHANNEL));
  }
}
