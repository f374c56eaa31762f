package org.codesign.data;

import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.codesign.network.TensorShape;

/**
 * Random horizontal flip, then a crop at a random place of the image padded on all sides: the
 * augmentation of He et al., "Deep Residual Learning for Image Recognition", CVPR 2016, section 4.2
 * (4 pixels for CIFAR). What is drawn depends on the seed, the epoch and the image, not on the
 * order of the images or their batches. Takes no memory; safe for use by threads.
 *
 * @param shape the shape [1, C, H, W] of an image
 * @param paddingPixels the rows and columns of padding on each side, smaller than the image
 * @param padding the value of the padding in each channel, in the scale of the images
 */
public record Augmentation(TensorShape shape, int paddingPixels, Flip flip, List<Float> padding) {

  public Augmentation {
    padding = List.copyOf(padding);
    if (paddingPixels < 0 || paddingPixels >= Math.min(shape.height(), shape.width())) {
      throw new IllegalArgumentException(
          "The padding (%d pixels) of an image %s must be in [0, %d]."
              .formatted(paddingPixels, shape, Math.min(shape.height(), shape.width()) - 1));
    }
    if (padding.size() != shape.channels()) {
      throw new IllegalArgumentException(
          "The padding values (%d) must be as many as the channels (%d)."
              .formatted(padding.size(), shape.channels()));
    }
  }

  /** Padding by black pixels of images with this normalization. */
  public static Augmentation withBlackPadding(
      TensorShape shape, int paddingPixels, Flip flip, Normalization normalization) {
    normalization.requireChannels(shape.channels());
    List<Float> black =
        IntStream.range(0, shape.channels()).mapToObj(normalization::black).toList();
    return new Augmentation(shape, paddingPixels, flip, black);
  }

  /** Padding by the mean of the channel, which normalized images have at 0. */
  public static Augmentation withMeanPadding(TensorShape shape, int paddingPixels, Flip flip) {
    return new Augmentation(shape, paddingPixels, flip, Collections.nCopies(shape.channels(), 0f));
  }

  /** The draw of one image in one epoch, for {@link #apply}. */
  public static long draw(long seed, int epoch, int image) {
    return TaskSeed.of(seed, epoch, image);
  }

  /**
   * Writes the augmented image into the target from the offset on.
   *
   * @param draw random bits, from {@link #draw}
   * @param source one image [C, H, W] from index 0 on; another array than the target
   */
  public void apply(long draw, float[] source, float[] target, int offset) {
    boolean mirrored = flip == Flip.HORIZONTAL && draw < 0;
    int down = shift(draw >>> 32);
    int right = shift(draw);
    int next = offset;
    for (int channel = 0; channel < shape.channels(); channel++) {
      float fill = padding.get(channel);
      for (int y = 0; y < shape.height(); y++) {
        int row = y + down;
        boolean rowInside = row >= 0 && row < shape.height();
        int from = (channel * shape.height() + row) * shape.width();
        for (int x = 0; x < shape.width(); x++) {
          int column = x + right;
          boolean inside = rowInside && column >= 0 && column < shape.width();
          int sourceColumn = mirrored ? shape.width() - 1 - column : column;
          target[next++] = inside ? source[from + sourceColumn] : fill;
        }
      }
    }
  }

  /** A number in [-padding, padding] from the low 31 bits, by multiplication. */
  private int shift(long bits) {
    long places = 2L * paddingPixels + 1;
    return (int) (((bits & 0x7fffffffL) * places) >>> 31) - paddingPixels;
  }
}
