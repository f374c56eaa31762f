package org.codesign.onnx;

import org.codesign.data.Normalization;

/** The values that a network wants the pixels of its images to have. */
public enum PixelValues {
  /** As designs read them. */
  NORMALIZED,
  /** In [0, 1]; the network normalises them itself. */
  UNIT,
  /** In [0, 255]. */
  BYTE;

  private static final float LARGEST_BYTE = 255;

  /**
   * Turns normalised pixels into these, in place.
   *
   * @param images [N, C, H, W]
   * @param plane H W
   */
  void restore(float[] images, int plane, Normalization normalization) {
    if (this == NORMALIZED) {
      return;
    }
    float range = this == BYTE ? LARGEST_BYTE : 1;
    int channels = normalization.means().size();
    for (int i = 0; i < images.length; i++) {
      int channel = i / plane % channels;
      double deviation = normalization.standardDeviation(channel);
      images[i] = (float) (range * (images[i] * deviation + normalization.mean(channel)));
    }
  }
}
