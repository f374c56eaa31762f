package org.codesign.data;

/** Which mirror images augmentation makes. */
public enum Flip {
  /** None. */
  NONE,
  /** Left and right are exchanged in half of the images. */
  HORIZONTAL
}
