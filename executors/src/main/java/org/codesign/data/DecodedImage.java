package org.codesign.data;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import org.codesign.network.TensorShape;

/**
 * One decoded image: a grey one has 1 channel, any other 3 in the order red, green, blue. An alpha
 * channel is left out, and deeper samples are cut to their high 8 bits.
 */
final class DecodedImage {

  private final BufferedImage image;

  DecodedImage(BufferedImage image) {
    this.image = image;
  }

  TensorShape shape() {
    return TensorShape.image(isGrey() ? 1 : 3, image.getHeight(), image.getWidth());
  }

  /** Writes the image as [C, H, W] into the target from the offset on. */
  void copyTo(byte[] target, int offset) {
    if (isGrey()) {
      copyGrey(target, offset);
    } else {
      copyColour(target, offset);
    }
  }

  private boolean isGrey() {
    return image.getColorModel().getColorSpace().getType() == ColorSpace.TYPE_GRAY;
  }

  /** From the samples themselves: getRGB would change their gamma. */
  private void copyGrey(byte[] target, int offset) {
    Raster raster = image.getRaster();
    int shift = Math.max(0, raster.getSampleModel().getSampleSize(0) - Byte.SIZE);
    int next = offset;
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        target[next++] = (byte) (raster.getSample(x, y, 0) >> shift);
      }
    }
  }

  private void copyColour(byte[] target, int offset) {
    int plane = image.getHeight() * image.getWidth();
    int next = offset;
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        int rgb = image.getRGB(x, y);
        target[next] = (byte) (rgb >> 16);
        target[next + plane] = (byte) (rgb >> 8);
        target[next + 2 * plane] = (byte) rgb;
        next++;
      }
    }
  }
}
