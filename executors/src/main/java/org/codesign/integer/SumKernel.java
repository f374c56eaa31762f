package org.codesign.integer;

import java.util.Arrays;
import org.codesign.network.TensorShape;

/** The sum over all pixels. */
final class SumKernel implements Kernel {

  private final TensorShape shape;
  private final WideTensor input;
  private final WideTensor output;
  private final int[] row;
  private final int[] sums;

  SumKernel(TensorShape shape, WideTensor input, WideTensor output) {
    this.shape = shape;
    this.input = input;
    this.output = output;
    this.row = new int[shape.width() * shape.channels()];
    this.sums = new int[shape.channels()];
  }

  @Override
  public void run(int images) {
    int channels = shape.channels();
    for (int image = 0; image < images; image++) {
      Arrays.fill(sums, 0);
      for (int y = 0; y < shape.height(); y++) {
        input.get(((long) image * shape.height() + y) * row.length, row, 0, row.length);
        for (int from = 0; from < row.length; from += channels) {
          for (int c = 0; c < channels; c++) {
            sums[c] += row[from + c];
          }
        }
      }
      output.put((long) image * channels, sums, channels);
    }
  }
}
