package org.codesign.config;

import java.util.Objects;

/**
 * How blocks are trained.
 *
 * @param images training images
 * @param heldOutImages further images, not trained on, that give a block its score
 * @param training epochs, batch and learning rate
 * @param halving which blocks are trained to the end
 * @param warmStart whether a block starts from a slice of a larger one of its kind
 * @param inputNoise the normalised squared error that is put on what blocks read in training
 */
public record BlocksConfig(
    int images,
    int heldOutImages,
    TrainingConfig training,
    HalvingConfig halving,
    boolean warmStart,
    double inputNoise) {

  public BlocksConfig {
    Minimum.requireNotBelow("images of a block", images, 1);
    Minimum.requireNotBelow("held-out images of a block", heldOutImages, 1);
    Objects.requireNonNull(training, "training");
    Objects.requireNonNull(halving, "halving");
  }

  /** Every block by itself, to the end, on the teacher's own activations. */
  public BlocksConfig(int images, int heldOutImages, TrainingConfig training) {
    this(images, heldOutImages, training, HalvingConfig.NONE, false, 0);
  }

  /** Whether blocks are trained one by one, each to the end. */
  public boolean isPlain() {
    return halving.rungs() == 1 && !warmStart;
  }
}
