package org.codesign.data;

import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.codesign.network.TensorShape;

/**
 * Labelled images as unsigned bytes [N, C, H, W] in one array. Not changed after its making and
 * safe for use by threads, as long as the arrays it was made of are left alone.
 */
public final class ImageSet {

  /** The most bytes that one set holds: the largest array of the JVM. */
  static final int MOST_BYTES = Integer.MAX_VALUE - 8;

  private static final double LARGEST_BYTE = 255;

  private final TensorShape shape;
  private final byte[] pixels;
  private final int[] labels;
  private final List<String> classNames;

  /**
   * A set of images.
   *
   * @param shape the shape [1, C, H, W] of each image
   * @param pixels N*C*H*W unsigned bytes; not copied
   * @param labels N labels, each an index into classNames; not copied
   */
  public ImageSet(TensorShape shape, byte[] pixels, int[] labels, List<String> classNames) {
    this.shape = shape;
    this.pixels = pixels;
    this.labels = labels;
    this.classNames = List.copyOf(classNames);
    if (shape.batch() != 1) {
      throw new IllegalArgumentException(
          "The batch (%d) of the shape of an image must be 1.".formatted(shape.batch()));
    }
    if (labels.length < 1) {
      throw new IllegalArgumentException("The images of a set must be at least one.");
    }
    if (pixels.length != bytesFor(shape, labels.length)) {
      throw new IllegalArgumentException(
          "The bytes (%d) of %d images %s must be %d."
              .formatted(pixels.length, labels.length, shape, bytesFor(shape, labels.length)));
    }
    for (int label : labels) {
      Objects.checkIndex(label, classNames.size());
    }
  }

  /** The number of images, N. */
  public int count() {
    return labels.length;
  }

  /** The shape [1, C, H, W] of each image. */
  public TensorShape shape() {
    return shape;
  }

  /** The label of an image, an index into {@link #classNames}. */
  public int label(int image) {
    return labels[image];
  }

  public List<String> classNames() {
    return classNames;
  }

  /** The value in [0, 255] at an index in [0, C*H*W) of an image. */
  public int pixel(int image, int index) {
    Objects.checkIndex(index, imageBytes());
    return pixels[image * imageBytes() + index] & 0xff;
  }

  /** A copy of the images in [from, from + count). */
  public ImageSet subset(int from, int count) {
    Objects.checkFromIndexSize(from, count, count());
    return select(IntStream.range(from, from + count).toArray());
  }

  /** A copy of the images with the given indices, in their order. */
  public ImageSet select(int[] indices) {
    byte[] selectedPixels = new byte[bytesFor(shape, indices.length)];
    int[] selectedLabels = new int[indices.length];
    int size = imageBytes();
    for (int i = 0; i < indices.length; i++) {
      selectedLabels[i] = labels[indices[i]];
      System.arraycopy(pixels, indices[i] * size, selectedPixels, i * size, size);
    }
    return new ImageSet(shape, selectedPixels, selectedLabels, classNames);
  }

  /**
   * Writes an image as [C, H, W] into the target from the offset on: (value / 255 - mean) /
   * standard deviation of its channel. Takes no memory.
   */
  public void copyNormalised(int image, float[] target, int offset, Normalization normalization) {
    normalization.requireChannels(shape.channels());
    int plane = shape.height() * shape.width();
    int from = image * imageBytes();
    for (int channel = 0; channel < shape.channels(); channel++) {
      double scale = 1 / (LARGEST_BYTE * normalization.standardDeviation(channel));
      double shift = -normalization.mean(channel) / normalization.standardDeviation(channel);
      for (int i = channel * plane; i < (channel + 1) * plane; i++) {
        target[offset + i] = (float) ((pixels[from + i] & 0xff) * scale + shift);
      }
    }
  }

  /** The bytes that a number of images take. */
  static int bytesFor(TensorShape shape, int images) {
    long bytes = Math.multiplyExact(shape.elements(), (long) images);
    if (bytes > MOST_BYTES) {
      throw new DataException(
          "The %d images %s take %d bytes, and one set holds at most %d."
              .formatted(images, shape, bytes, MOST_BYTES));
    }
    return (int) bytes;
  }

  private int imageBytes() {
    return pixels.length / labels.length;
  }
}
