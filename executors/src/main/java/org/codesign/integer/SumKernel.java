package org.codesign.integer;

import java.util.Arrays;
import org.codesign.network.TensorShape;

/** The sum over all pixels. */
final class SumKernel implements Kernel {

  private final TensorShape shape;
  private final int[] input;
  private final int[] output;

  SumKernel(TensorShape shape, int[] input, int[] output) {
    this.shape = shape;
    this.input = input;
    this.output = output;
  }

  @Override
  public void run(int images) {
    int channels = shape.channels();
    int length = shape.height() * shape.width() * channels;
    Arrays.fill(output, 0, images * channels, 0);
    for (int image = 0; image < images; image++) {
      for (int from = image * length; from < (image + 1) * length; from += channels) {
        for (int c = 0; c < channels; c++) {
          output[image * channels + c] += input[from + c];
        }
      }
    }
  }
}
