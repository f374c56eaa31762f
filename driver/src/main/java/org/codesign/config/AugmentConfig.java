package org.codesign.config;

/**
 * How training images are varied.
 *
 * @param flip whether every other image, by chance, is mirrored left to right
 * @param shiftPixels how far an image may be moved along each axis
 */
public record AugmentConfig(boolean flip, int shiftPixels) {

  public AugmentConfig {
    Minimum.requireNotBelow("shift pixels", shiftPixels, 0);
  }
}
