package org.codesign.distillation;

import java.util.Objects;
import org.codesign.quantization.RangeRule;
import org.codesign.quantization.WeightQuantizer;

/**
 * How a network is quantized, apart from its bits.
 *
 * @param weights the rule and the groups of weights
 * @param activations what sets the range of what a layer reads
 */
public record QuantizationSettings(WeightQuantizer weights, RangeRule activations) {

  /** Least squared error, one scale an output channel. */
  public static final QuantizationSettings LEAST_SQUARES =
      new QuantizationSettings(WeightQuantizer.PER_CHANNEL, new RangeRule.LeastSquares());

  public QuantizationSettings {
    Objects.requireNonNull(weights, "weights");
    Objects.requireNonNull(activations, "activations");
  }
}
