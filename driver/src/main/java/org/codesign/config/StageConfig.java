package org.codesign.config;

import java.util.List;

/** Consecutive blocks with one number of output channels. */
public record StageConfig(int channels, List<BlockConfig> blocks) {

  public StageConfig {
    Minimum.requireNotBelow("channels of a stage", channels, 1);
    blocks = List.copyOf(blocks);
  }
}
