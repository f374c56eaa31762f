package org.codesign.search;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.Locale;

/**
 * How blocks that were trained apart fit each other, in normalised squared errors on held-out
 * images.
 *
 * @param chainedError at the end of the chain, each block reading what the one before answers
 * @param summedErrors of the same blocks, each reading the teacher's activations
 */
record ChainFit(double chainedError, double summedErrors) {

  /** Chained over summed: 1 if errors only add up. */
  @JsonIgnore
  double ratio() {
    return chainedError / summedErrors;
  }

  /** For people who wait. */
  String line() {
    return String.format(
        Locale.ROOT,
        "the best trained blocks in a chain: error %.3f at its end, %.2f of the sum of their own (%.3f)",
        chainedError,
        ratio(),
        summedErrors);
  }
}
