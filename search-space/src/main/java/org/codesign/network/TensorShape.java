package org.codesign.network;

/**
 * The logical shape [N, C, H, W] of an activation: images, channels, rows, columns. Memory layout
 * is the engine's own business.
 */
public record TensorShape(int batch, int channels, int height, int width) {

  public TensorShape {
    requirePositive("batch", batch);
    requirePositive("channels", channels);
    requirePositive("height", height);
    requirePositive("width", width);
  }

  /** One image of the given size: [1, channels, height, width]. */
  public static TensorShape image(int channels, int height, int width) {
    return new TensorShape(1, channels, height, width);
  }

  /** A vector of features: [1, features, 1, 1]. */
  public static TensorShape vector(int features) {
    return image(features, 1, 1);
  }

  /** The number of values, N*C*H*W. */
  public long elements() {
    return Math.multiplyExact(Math.multiplyExact((long) batch * channels, height), (long) width);
  }

  /** The same image shape for another number of images. */
  public TensorShape withBatch(int newBatch) {
    return new TensorShape(newBatch, channels, height, width);
  }

  @Override
  public String toString() {
    return "[" + batch + ", " + channels + ", " + height + ", " + width + "]";
  }

  private static void requirePositive(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(
          "The " + name + " (" + value + ") of a tensor shape must be at least 1.");
    }
  }
}
