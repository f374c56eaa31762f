package org.codesign.integer;

import java.util.List;
import org.codesign.network.TensorShape;
import org.jspecify.annotations.Nullable;

/** The same as {@link RescaleKernel} in 64 bits, for scales that 32 bits cannot hold. Slower. */
final class LongRescaleKernel implements Kernel {

  private final Rescale rescale;
  private final List<int[]> inputs;
  private final int @Nullable [] wide;
  private final @Nullable CodePlanes codes;

  /**
   * @param inputs the values of each term, [N, H, W, C]
   * @param wide receives the values, if anybody reads them
   * @param codes receives the values as bytes, if a convolution reads them
   */
  LongRescaleKernel(
      Rescale rescale, List<int[]> inputs, int @Nullable [] wide, @Nullable CodePlanes codes) {
    this.rescale = rescale;
    this.inputs = List.copyOf(inputs);
    this.wide = wide;
    this.codes = codes;
  }

  @Override
  public void run(int images) {
    TensorShape shape = rescale.output().shape();
    int length = shape.width() * shape.channels();
    for (int row = 0; row < images * shape.height(); row++) {
      for (int i = 0; i < length; i++) {
        int value = value(row * length + i, i % shape.channels());
        if (wide != null) {
          wide[row * length + i] = value;
        }
        if (codes != null) {
          int to = codes.row(row / shape.height(), row % shape.height()) + i;
          codes.values[to] = (byte) (value + codes.zero);
        }
      }
    }
  }

  private int value(int index, int channel) {
    long sum = 0;
    for (int term = 0; term < inputs.size(); term++) {
      sum += rescale.terms().get(term).scale(channel).apply(inputs.get(term)[index]);
    }
    CodeRange range = rescale.output().range();
    return (int) Math.max(range.lowest(), Math.min(range.highest(), sum));
  }
}
