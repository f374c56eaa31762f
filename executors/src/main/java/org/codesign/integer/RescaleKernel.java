package org.codesign.integer;

import java.util.Arrays;
import java.util.List;
import org.codesign.network.TensorShape;
import org.jspecify.annotations.Nullable;

/**
 * Changes of scale and residual additions in 32 bits, with the clamp that is ReLU as well. Several
 * rows of an image are taken together, since short loops spend their time outside of the vector
 * instructions.
 */
final class RescaleKernel implements Kernel {

  private static final int MOST_TOGETHER = 4096;

  /** No two terms add up to more, and a difference to it fits 32 bits. */
  private static final int LARGEST_SUM = 2 * IntScaling.LARGEST;

  private final List<IntScaling> terms;
  private final int height;
  private final int lowest;
  private final int highest;
  private final @Nullable WideTensor wide;
  private final @Nullable CodePlanes codes;
  private final int rowLength;
  private final int[] sums;

  /**
   * @param wide receives the values, if anybody reads them
   * @param codes receives the values as bytes, if a convolution reads them
   */
  RescaleKernel(
      IntegerTensor output,
      List<IntScaling> terms,
      @Nullable WideTensor wide,
      @Nullable CodePlanes codes) {
    TensorShape shape = output.shape();
    this.terms = List.copyOf(terms);
    this.height = shape.height();
    this.lowest = Math.max(output.range().lowest(), -LARGEST_SUM);
    this.highest = Math.min(output.range().highest(), LARGEST_SUM);
    this.wide = wide;
    this.codes = codes;
    this.rowLength = shape.width() * shape.channels();
    this.sums = new int[chunk(shape)];
  }

  /** How many values are taken at once: whole rows of an image. */
  static int chunk(TensorShape shape) {
    int rowLength = shape.width() * shape.channels();
    return rowLength * Math.max(1, Math.min(shape.height(), MOST_TOGETHER / rowLength));
  }

  @Override
  public void run(int images) {
    int rows = images * height;
    int together = sums.length / rowLength;
    for (int first = 0; first < rows; first += together) {
      int from = first * rowLength;
      int count = Math.min(together, rows - first) * rowLength;
      Arrays.fill(sums, 0, count, 0);
      for (int i = 0; i < terms.size(); i++) {
        terms.get(i).addTo(sums, from, count);
      }
      clamp(count);
      if (wide != null) {
        wide.put(from, sums, count);
      }
      if (codes != null) {
        for (int row = first; row < first + count / rowLength; row++) {
          narrow(codes, (row - first) * rowLength, codes.row(row / height, row % height));
        }
      }
    }
  }

  private void clamp(int count) {
    int[] values = sums;
    int low = lowest;
    int high = highest;
    for (int i = 0; i < count; i++) {
      // The smaller and the larger of two by signs: the compiler has no vectors for Math.min.
      int above = values[i] - high;
      int atMost = values[i] - (above & ~(above >> 31));
      int below = atMost - low;
      values[i] = atMost - (below & (below >> 31));
    }
  }

  private void narrow(CodePlanes target, int from, int to) {
    int[] values = sums;
    byte[] bytes = target.values;
    int zero = target.zero;
    int length = rowLength;
    for (int i = 0; i < length; i++) {
      bytes[to + i] = (byte) (values[from + i] + zero);
    }
  }
}
