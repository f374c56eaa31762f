package org.codesign.config;

import java.util.Objects;

/** How many designs of the front are assembled and measured, and how they recover. */
public record FinalistsConfig(int count, TrainingConfig training) {

  public FinalistsConfig {
    Minimum.requireNotBelow("count of finalists", count, 1);
    Objects.requireNonNull(training, "training");
  }
}
