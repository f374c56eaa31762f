package org.codesign.engine;

import java.util.Arrays;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.util.ConvolutionUtils;

/**
 * How a convolution of one shape moves over its input, in oneDNN's words.
 *
 * @param output [N, O, H, W]
 * @param strides down and right
 * @param dilates 0 for a dense window
 * @param before the padding at the top and on the left
 * @param after the padding at the bottom and on the right
 */
// A bundle of arguments: never compared.
@SuppressWarnings("ArrayRecordComponent")
record ConvolutionWindow(
    long[] output, long[] strides, long[] dilates, long[] before, long[] after) {

  /** The window of a layer over an input [N, C, H, W]. */
  static ConvolutionWindow of(ConvolutionLayer settings, long[] input) {
    int[] kernel = settings.getKernelSize();
    int[] stride = settings.getStride();
    int[] dilation = settings.getDilation();
    boolean same = settings.getConvolutionMode() == ConvolutionMode.Same;
    int[] padding = settings.getPadding().clone();
    int[] size = new int[2];
    for (int i = 0; i < 2; i++) {
      long spare = input[2 + i] + 2L * padding[i] - extent(kernel[i], dilation[i]);
      long steps = same ? (input[2 + i] - 1) / stride[i] : spare / stride[i];
      size[i] = Math.toIntExact(steps + 1);
    }
    if (same) {
      int[] in = {Math.toIntExact(input[2]), Math.toIntExact(input[3])};
      padding = ConvolutionUtils.getSameModeTopLeftPadding(size, in, kernel, stride, dilation);
    }
    long[] after = new long[2];
    for (int i = 0; i < 2; i++) {
      long covered = (size[i] - 1L) * stride[i] + extent(kernel[i], dilation[i]);
      after[i] = covered - input[2 + i] - padding[i];
    }
    return new ConvolutionWindow(
        new long[] {input[0], settings.getNOut(), size[0], size[1]},
        longs(stride),
        Arrays.stream(dilation).mapToLong(rate -> rate - 1L).toArray(),
        longs(padding),
        after);
  }

  private static long extent(int kernel, int dilation) {
    return (kernel - 1L) * dilation + 1;
  }

  private static long[] longs(int[] values) {
    return Arrays.stream(values).asLongStream().toArray();
  }
}
