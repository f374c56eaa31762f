package org.codesign.integer;

import java.util.List;
import org.codesign.network.TensorShape;
import org.jspecify.annotations.Nullable;

/** The same as {@link RescaleKernel} in 64 bits, for scales that 32 bits cannot hold. Slower. */
final class LongRescaleKernel implements Kernel {

  private final Rescale rescale;
  private final List<WideTensor> inputs;
  private final @Nullable WideTensor wide;
  private final @Nullable CodePlanes codes;
  private final List<int[]> parts;
  private final int[] sums;

  /**
   * @param inputs the values of each term, [N, H, W, C]
   * @param wide receives the values, if anybody reads them
   * @param codes receives the values as bytes, if a convolution reads them
   */
  LongRescaleKernel(
      Rescale rescale,
      List<WideTensor> inputs,
      @Nullable WideTensor wide,
      @Nullable CodePlanes codes) {
    this.rescale = rescale;
    this.inputs = List.copyOf(inputs);
    this.wide = wide;
    this.codes = codes;
    TensorShape shape = rescale.output().shape();
    this.sums = new int[shape.width() * shape.channels()];
    this.parts = inputs.stream().map(input -> new int[sums.length]).toList();
  }

  @Override
  public void run(int images) {
    TensorShape shape = rescale.output().shape();
    for (int row = 0; row < images * shape.height(); row++) {
      long from = (long) row * sums.length;
      for (int term = 0; term < inputs.size(); term++) {
        inputs.get(term).get(from, parts.get(term), 0, sums.length);
      }
      for (int i = 0; i < sums.length; i++) {
        sums[i] = value(i, i % shape.channels());
      }
      if (wide != null) {
        wide.put(from, sums, sums.length);
      }
      if (codes != null) {
        int to = codes.row(row / shape.height(), row % shape.height());
        for (int i = 0; i < sums.length; i++) {
          codes.values[to + i] = (byte) (sums[i] + codes.zero);
        }
      }
    }
  }

  private int value(int index, int channel) {
    long sum = 0;
    for (int term = 0; term < parts.size(); term++) {
      sum += rescale.terms().get(term).scale(channel).apply(parts.get(term)[index]);
    }
    CodeRange range = rescale.output().range();
    return (int) Math.max(range.lowest(), Math.min(range.highest(), sum));
  }
}
