package org.codesign.config;

import java.util.Objects;
import java.util.Optional;

/**
 * How {@code finetune} trains a quantized network. No stage of a search reads it.
 *
 * @param images how many of the training images; without it all
 * @param labelShare the weight of the labels in the targets, in [0, 1]; the rest is the teacher's
 * @param hasBatchNorm whether batch normalisation is there while the network learns
 * @param steps in how many steps layers are quantized, where their order is given
 */
public record FineTuneConfig(
    TrainingConfig training,
    Optional<Integer> images,
    double labelShare,
    boolean hasBatchNorm,
    int steps,
    QuantizerConfig quantizers) {

  /** What holds for keys that are absent. */
  public static final FineTuneConfig DEFAULT =
      new FineTuneConfig(
          new TrainingConfig(4, 128, 1e-3),
          Optional.empty(),
          0.5,
          true,
          1,
          QuantizerConfig.LEAST_SQUARES);

  public FineTuneConfig {
    Objects.requireNonNull(training, "training");
    Objects.requireNonNull(images, "images");
    Objects.requireNonNull(quantizers, "quantizers");
    Minimum.requireNotBelow("steps of fine-tuning", steps, 1);
    if (!(labelShare >= 0 && labelShare <= 1)) {
      throw new IllegalArgumentException(
          "The label share (%s) must be in [0, 1].".formatted(Double.toString(labelShare)));
    }
  }
}
