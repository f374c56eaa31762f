package org.codesign.cost;

/**
 * FINN's estimates of the RTL sliding-window unit in two dimensions (github.com/Xilinx/finn
 * 39f0c9a6, rtl/convolutioninputgenerator_rtl.py:132-188 and 249-258).
 *
 * @param channels of the input
 * @param width of the input, padding included
 * @param outHeight rows of the output
 * @param outWidth columns of the output
 * @param simd channels a cycle, which divides the channels
 */
public record FinnSlidingWindow(
    int channels,
    int width,
    int outHeight,
    int outWidth,
    int kernel,
    int stride,
    int dilation,
    int simd) {

  public FinnSlidingWindow {
    if (channels % simd != 0) {
      throw new IllegalArgumentException(
          "The simd (%d) must divide the channels (%d).".formatted(simd, channels));
    }
  }

  /** Steps through the channels of a pixel, CF = channels / Q. */
  private long folds() {
    return channels / simd;
  }

  /** Words held: ((K - 1) dilation W + (K - 1) dilation + 1) CF. */
  public long bufferWords() {
    return ((kernel - 1L) * dilation * width + (kernel - 1L) * dilation + 1) * folds();
  }

  /** Cycles of an image: buffer + OH max(OW K^2 CF, stride W CF). */
  public long cycles() {
    long read = (long) outWidth * kernel * kernel * folds();
    long write = (long) stride * width * folds();
    return bufferWords() + outHeight * Math.max(read, write);
  }

  /** LUTs with the buffer in block memory; in distributed memory Q A ceil(depth / 38) more. */
  public long luts(int activationBits, boolean distributed) {
    return 300
        + (distributed ? (long) simd * activationBits * Ceiling.divide(bufferWords(), 38) : 0);
  }
}
