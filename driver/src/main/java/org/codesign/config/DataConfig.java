package org.codesign.config;

import java.util.Objects;

/** The training images, the test images, and how training images are varied. */
public record DataConfig(ImageSource train, ImageSource test, AugmentConfig augment) {

  public DataConfig {
    Objects.requireNonNull(train, "train");
    Objects.requireNonNull(test, "test");
    Objects.requireNonNull(augment, "augment");
  }
}
