package org.codesign.pareto;

/** Which values of an objective are better. */
public enum Direction {
  /** Smaller is better. */
  MINIMISE,
  /** Larger is better. */
  MAXIMISE
}
