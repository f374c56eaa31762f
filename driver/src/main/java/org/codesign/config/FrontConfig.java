package org.codesign.config;

import java.util.List;

/**
 * What the front is over.
 *
 * @param objectives in the order of the file, the loss among them
 * @param maximumPoints the most points that one partial front may hold
 * @param gap the share of the exact front's hypervolume that a front of three or four objectives
 *     may lack; 0 for the exact front
 */
public record FrontConfig(List<FrontObjective> objectives, int maximumPoints, double gap) {

  /** The exact front. */
  public FrontConfig(List<FrontObjective> objectives, int maximumPoints) {
    this(objectives, maximumPoints, 0);
  }

  public FrontConfig {
    objectives = List.copyOf(objectives);
    Minimum.requireNotBelow("objectives of a front", objectives.size(), 2);
    Minimum.requireNotBelow("maximum points of a front", maximumPoints, 1);
    if (!(gap >= 0 && gap < 1)) {
      throw new IllegalArgumentException("The gap of a front (" + gap + ") must be in [0, 1).");
    }
  }
}
