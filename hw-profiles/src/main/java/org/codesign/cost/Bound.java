package org.codesign.cost;

/** What a layer's latency is mostly made of. */
public enum Bound {
  /** The arithmetic units. */
  COMPUTE,
  /** Traffic to external memory. */
  MEMORY,
  /** Starting the layer. */
  OVERHEAD;

  /** The largest share; compute before memory before overhead where they are equal. */
  static Bound of(double compute, double memory, double overhead) {
    if (overhead > Math.max(compute, memory)) {
      return OVERHEAD;
    }
    return compute >= memory ? COMPUTE : MEMORY;
  }
}
