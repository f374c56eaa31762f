package org.codesign.data;

import java.util.Arrays;

/**
 * How many images are read: the first ones of each class, and of those the first ones of all, in
 * the source's order, kept in that order. A limit of each class is balanced, so that a part of a
 * class-sorted source holds every class. A class with fewer images gives all it has; images that
 * are left out are not decoded.
 */
public record ClassLimit(int imagesPerClass, int images) {

  /** Every image. */
  public static final ClassLimit NONE = new ClassLimit(Integer.MAX_VALUE);

  public ClassLimit {
    if (imagesPerClass < 1) {
      throw new IllegalArgumentException(
          "The limit (%d) of images of each class must be at least 1.".formatted(imagesPerClass));
    }
    if (images < 1) {
      throw new IllegalArgumentException(
          "The limit (%d) of images must be at least 1.".formatted(images));
    }
  }

  /** The first images of each class. */
  public ClassLimit(int imagesPerClass) {
    this(imagesPerClass, Integer.MAX_VALUE);
  }

  /** The first images, whatever their classes. */
  public static ClassLimit first(int images) {
    return new ClassLimit(Integer.MAX_VALUE, images);
  }

  /** The indices that are read, ascending, for labels in [0, classes). */
  int[] choose(int[] labels, int classes) {
    int[] seen = new int[classes];
    int[] chosen = new int[labels.length];
    int count = 0;
    for (int i = 0; i < labels.length && count < images; i++) {
      if (seen[labels[i]] < imagesPerClass) {
        seen[labels[i]]++;
        chosen[count++] = i;
      }
    }
    return Arrays.copyOf(chosen, count);
  }
}
