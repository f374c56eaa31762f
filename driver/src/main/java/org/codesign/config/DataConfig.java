package org.codesign.config;

import java.util.Objects;
import java.util.Optional;
import org.codesign.data.Normalization;

/**
 * The training images, the test images, and how training images are varied.
 *
 * @param normalization of the images; without it that of the training images, or of a teacher that
 *     says its own
 */
public record DataConfig(
    ImageSource train,
    ImageSource test,
    AugmentConfig augment,
    Optional<Normalization> normalization) {

  public DataConfig {
    Objects.requireNonNull(train, "train");
    Objects.requireNonNull(test, "test");
    Objects.requireNonNull(augment, "augment");
    Objects.requireNonNull(normalization, "normalization");
  }
}
