package org.codesign.config;

/**
 * The evolutionary search under the fitted predictor of the accuracy, between rounds of finalists.
 *
 * @param generations 0 leaves it out
 * @param population how many designs a generation has
 */
public record EvolutionConfig(int generations, int population) {

  /** No evolutionary search. */
  public static final EvolutionConfig NONE = new EvolutionConfig(0, 128);

  public EvolutionConfig {
    Minimum.requireNotBelow("generations of the evolution", generations, 0);
    Minimum.requireNotBelow("population of the evolution", population, 2);
  }
}
