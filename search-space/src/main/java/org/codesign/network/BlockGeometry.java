package org.codesign.network;

/** Where a block sits: its input and output for one image, and the stride between them. */
public record BlockGeometry(TensorShape input, TensorShape output, int stride) {

  public BlockGeometry {
    int height = strided(input.height(), stride);
    int width = strided(input.width(), stride);
    if (output.height() != height || output.width() != width) {
      throw new IllegalArgumentException(
          "A block of stride %d must turn %s into %d x %d pixels, not into %s."
              .formatted(stride, input, height, width, output));
    }
  }

  /** The geometry of a block that turns the input into the given channels at the given stride. */
  public static BlockGeometry of(TensorShape input, int outputChannels, int stride) {
    return new BlockGeometry(
        input,
        new TensorShape(
            input.batch(),
            outputChannels,
            strided(input.height(), stride),
            strided(input.width(), stride)),
        stride);
  }

  /** Whether the input can be added to the output as it is. */
  public boolean allowsIdentity() {
    return input.equals(output);
  }

  private static int strided(int size, int stride) {
    if (stride < 1) {
      throw new IllegalArgumentException("The stride (" + stride + ") must be at least 1.");
    }
    return (size - 1) / stride + 1;
  }
}
