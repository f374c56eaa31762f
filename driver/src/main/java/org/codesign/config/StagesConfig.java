package org.codesign.config;

import java.util.Objects;
import java.util.Optional;

/**
 * The settings of the stages of a search, in their order.
 *
 * @param fineTune those of the verb that fine-tunes with given bits, if the configuration has them
 */
public record StagesConfig(
    BlocksConfig blocks,
    SensitivityConfig sensitivity,
    FrontConfig front,
    FinalistsConfig finalists,
    Optional<FineTuneConfig> fineTune) {

  public StagesConfig {
    Objects.requireNonNull(blocks, "blocks");
    Objects.requireNonNull(sensitivity, "sensitivity");
    Objects.requireNonNull(front, "front");
    Objects.requireNonNull(finalists, "finalists");
    Objects.requireNonNull(fineTune, "fineTune");
  }
}
