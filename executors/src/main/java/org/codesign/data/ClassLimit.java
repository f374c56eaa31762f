package org.codesign.data;

import java.util.Arrays;

/**
 * How many images of each class are read: the first ones in the source's order, kept in that order.
 * Balanced, so that a part of a class-sorted source holds every class. A class with fewer images
 * gives all it has; images that are left out are not decoded.
 */
public record ClassLimit(int imagesPerClass) {

  /** Every image. */
  public static final ClassLimit NONE = new ClassLimit(Integer.MAX_VALUE);

  public ClassLimit {
    if (imagesPerClass < 1) {
      throw new IllegalArgumentException(
          "The limit (%d) of images of each class must be at least 1.".formatted(imagesPerClass));
    }
  }

  /** The indices that are read, ascending, for labels in [0, classes). */
  int[] choose(int[] labels, int classes) {
    int[] seen = new int[classes];
    int[] chosen = new int[labels.length];
    int count = 0;
    for (int i = 0; i < labels.length; i++) {
      if (seen[labels[i]] < imagesPerClass) {
        seen[labels[i]]++;
        chosen[count++] = i;
      }
    }
    return Arrays.copyOf(chosen, count);
  }
}
