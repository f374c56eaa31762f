package org.codesign.config;

import java.util.Objects;
import java.util.Optional;

/**
 * How many designs of the front are assembled and measured, and how they recover.
 *
 * @param count of all rounds together
 * @param rounds after the first one, designs are measured where the predictor of the accuracy that
 *     was fitted to the earlier rounds is least certain
 * @param evolution before these, designs off the front that this predictor prefers are looked for
 */
public record FinalistsConfig(
    int count,
    int rounds,
    EvolutionConfig evolution,
    Optional<Integer> images,
    TrainingConfig training) {

  public FinalistsConfig {
    Minimum.requireNotBelow("count of finalists", count, 1);
    Minimum.requireNotBelow("rounds of finalists", rounds, 1);
    Objects.requireNonNull(evolution, "evolution");
    Objects.requireNonNull(images, "images");
    Objects.requireNonNull(training, "training");
  }
}
