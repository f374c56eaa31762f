package org.codesign.config;

import java.util.List;

/**
 * What the front is over.
 *
 * @param objectives in the order of the file, the loss among them
 * @param maximumPoints the most points that one partial front may hold
 */
public record FrontConfig(List<FrontObjective> objectives, int maximumPoints) {

  public FrontConfig {
    objectives = List.copyOf(objectives);
    Minimum.requireNotBelow("objectives of a front", objectives.size(), 2);
    Minimum.requireNotBelow("maximum points of a front", maximumPoints, 1);
  }
}
