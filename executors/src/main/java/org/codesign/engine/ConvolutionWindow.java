package org.codesign.engine;

import java.util.Arrays;
import java.util.Optional;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.util.ConvolutionUtils;

/**
 * How a convolution or pooling of one shape moves over its input, in oneDNN's words.
 *
 * @param output [N, O, H, W]
 * @param strides down and right
 * @param dilates 0 for a dense window
 * @param before the padding at the top and on the left
 * @param after the padding at the bottom and on the right, below zero where the last rows or
 *     columns of the input are not reached
 */
// A bundle of arguments: never compared.
@SuppressWarnings("ArrayRecordComponent")
record ConvolutionWindow(
    long[] output, long[] strides, long[] dilates, long[] before, long[] after) {

  /** The window of a layer over an input [N, C, H, W]. */
  static ConvolutionWindow of(ConvolutionLayer settings, long[] input) {
    return of(
        settings.getKernelSize(),
        settings.getStride(),
        settings.getDilation(),
        settings.getConvolutionMode() == ConvolutionMode.Same
            ? Optional.empty()
            : Optional.of(settings.getPadding()),
        new long[] {input[0], settings.getNOut(), input[2], input[3]});
  }

  /** The window of a pooling layer over an input [N, C, H, W]. */
  static ConvolutionWindow of(SubsamplingLayer settings, long[] input) {
    return of(
        settings.getKernelSize(),
        settings.getStride(),
        settings.getDilation(),
        settings.getConvolutionMode() == ConvolutionMode.Same
            ? Optional.empty()
            : Optional.of(settings.getPadding()),
        input);
  }

  /**
   * A window.
   *
   * @param fixed the padding on both sides, or nothing where the output is as large as the strides
   *     allow ({@link ConvolutionMode#Same})
   * @param shape the input with the channels of the output
   */
  private static ConvolutionWindow of(
      int[] kernel, int[] stride, int[] dilation, Optional<int[]> fixed, long[] shape) {
    int[] padding = fixed.orElse(new int[2]).clone();
    int[] size = new int[2];
    for (int i = 0; i < 2; i++) {
      long spare = shape[2 + i] + 2L * padding[i] - extent(kernel[i], dilation[i]);
      long steps = fixed.isPresent() ? spare / stride[i] : (shape[2 + i] - 1) / stride[i];
      size[i] = Math.toIntExact(steps + 1);
    }
    if (fixed.isEmpty()) {
      int[] in = {Math.toIntExact(shape[2]), Math.toIntExact(shape[3])};
      padding = ConvolutionUtils.getSameModeTopLeftPadding(size, in, kernel, stride, dilation);
    }
    long[] after = new long[2];
    for (int i = 0; i < 2; i++) {
      long covered = (size[i] - 1L) * stride[i] + extent(kernel[i], dilation[i]);
      after[i] = covered - shape[2 + i] - padding[i];
    }
    return new ConvolutionWindow(
        new long[] {shape[0], shape[1], size[0], size[1]},
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
