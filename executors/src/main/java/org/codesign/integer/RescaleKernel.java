package org.codesign.integer;

import java.util.Arrays;
import java.util.List;
import org.codesign.network.TensorShape;
import org.jspecify.annotations.Nullable;

/** Changes of scale and residual additions in 32 bits, with the clamp that is ReLU as well. */
final class RescaleKernel implements Kernel {

  private final List<IntScaling> terms;
  private final int height;
  private final int lowest;
  private final int highest;
  private final int @Nullable [] wide;
  private final @Nullable CodePlanes codes;
  private final int[] row;

  /**
   * @param wide receives the values, if anybody reads them
   * @param codes receives the values as bytes, if a convolution reads them
   */
  RescaleKernel(
      IntegerTensor output,
      List<IntScaling> terms,
      int @Nullable [] wide,
      @Nullable CodePlanes codes) {
    TensorShape shape = output.shape();
    this.terms = List.copyOf(terms);
    this.height = shape.height();
    this.lowest = output.range().lowest();
    this.highest = output.range().highest();
    this.wide = wide;
    this.codes = codes;
    this.row = new int[shape.width() * shape.channels()];
  }

  @Override
  public void run(int images) {
    for (int number = 0; number < images * height; number++) {
      int from = number * row.length;
      Arrays.fill(row, 0);
      for (int i = 0; i < terms.size(); i++) {
        terms.get(i).addTo(row, from);
      }
      clamp();
      if (wide != null) {
        System.arraycopy(row, 0, wide, from, row.length);
      }
      if (codes != null) {
        narrow(codes, codes.row(number / height, number % height));
      }
    }
  }

  private void clamp() {
    int[] values = row;
    int low = lowest;
    int high = highest;
    for (int i = 0; i < values.length; i++) {
      values[i] = Math.max(low, Math.min(high, values[i]));
    }
  }

  private void narrow(CodePlanes target, int to) {
    int[] values = row;
    byte[] bytes = target.values;
    int zero = target.zero;
    for (int i = 0; i < values.length; i++) {
      bytes[to + i] = (byte) (values[i] + zero);
    }
  }
}
