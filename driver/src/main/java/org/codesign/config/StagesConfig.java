package org.codesign.config;

import java.util.Objects;

/** The settings of the stages of a search, in their order. */
public record StagesConfig(
    BlocksConfig blocks,
    SensitivityConfig sensitivity,
    FrontConfig front,
    FinalistsConfig finalists) {

  public StagesConfig {
    Objects.requireNonNull(blocks, "blocks");
    Objects.requireNonNull(sensitivity, "sensitivity");
    Objects.requireNonNull(front, "front");
    Objects.requireNonNull(finalists, "finalists");
  }
}
