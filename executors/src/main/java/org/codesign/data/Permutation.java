package org.codesign.data;

import java.util.SplittableRandom;

/** Random orders of images. */
public final class Permutation {

  private Permutation() {}

  /**
   * A permutation of 0, ..., count - 1 that depends only on the seed and the count, each one
   * equally likely: Durstenfeld, "Algorithm 235: Random permutation", CACM 7(7), 1964.
   */
  public static int[] of(long seed, int count) {
    if (count < 0) {
      throw new IllegalArgumentException(
          "The count (%d) of a permutation must be at least 0.".formatted(count));
    }
    int[] order = new int[count];
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < count; i++) {
      int other = random.nextInt(i + 1);
      order[i] = order[other];
      order[other] = i;
    }
    return order;
  }
}
