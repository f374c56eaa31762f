package org.codesign.config;

import java.util.Objects;

/**
 * How blocks are trained.
 *
 * @param images training images
 * @param heldOutImages further images, not trained on, that give a block its score
 * @param training epochs, batch and learning rate
 */
public record BlocksConfig(int images, int heldOutImages, TrainingConfig training) {

  public BlocksConfig {
    Minimum.requireNotBelow("images of a block", images, 1);
    Minimum.requireNotBelow("held-out images of a block", heldOutImages, 1);
    Objects.requireNonNull(training, "training");
  }
}
