package org.codesign.network;

/**
 * How a convolution or pooling layer slides over its input: square kernel, stride and zero padding
 * in pixels, and the number of channel groups (1: dense, the channel count: depthwise).
 */
public record Window(int kernel, int stride, int padding, int groups) {

  /** The window of a pointwise layer. */
  public static final Window POINTWISE = new Window(1, 1, 0, 1);

  public Window {
    if (kernel < 1 || stride < 1 || padding < 0 || groups < 1) {
      throw new IllegalArgumentException(
          ("A window needs kernel (%d), stride (%d) and groups (%d) of at least 1 and padding (%d)"
                  + " of at least 0.")
              .formatted(kernel, stride, groups, padding));
    }
  }

  /** A dense window whose padding keeps the size at stride 1; the kernel must be odd. */
  public static Window same(int kernel, int stride) {
    return new Window(kernel, stride, kernel / 2, 1);
  }

  /** A depthwise window whose padding keeps the size at stride 1; the kernel must be odd. */
  public static Window depthwise(int kernel, int stride, int channels) {
    return new Window(kernel, stride, kernel / 2, channels);
  }

  /**
   * The output extent in pixels along one axis, floor((size + 2 padding - kernel) / stride) + 1.
   */
  public int outputSize(int size) {
    int padded = size + 2 * padding;
    if (padded < kernel) {
      throw new IllegalArgumentException(
          "The kernel (%d) must not exceed the padded input (%d).".formatted(kernel, padded));
    }
    return (padded - kernel) / stride + 1;
  }
}
