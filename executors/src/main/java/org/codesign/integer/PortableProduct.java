package org.codesign.integer;

import java.util.Arrays;

/** The product in plain Java, exact on every processor. */
final class PortableProduct implements IntegerProduct {

  private final int depth;
  private final int[] offset;
  private final int[] weights;

  /**
   * @param weights [K, O]
   */
  PortableProduct(byte[] weights, int[] offset) {
    this.depth = weights.length / offset.length;
    this.offset = offset;
    this.weights = new int[weights.length];
    Arrays.setAll(this.weights, i -> weights[i]);
  }

  @Override
  public void multiply(byte[] codes, int rows, WideTensor sums) {
    int outputs = offset.length;
    int[] row = new int[outputs];
    for (int r = 0; r < rows; r++) {
      System.arraycopy(offset, 0, row, 0, outputs);
      for (int k = 0; k < depth; k++) {
        int code = codes[r * depth + k] & 0xff;
        if (code != 0) {
          accumulate(row, code, k * outputs);
        }
      }
      sums.put((long) r * outputs, row, outputs);
    }
  }

  private void accumulate(int[] row, int code, int from) {
    for (int o = 0; o < row.length; o++) {
      row[o] += code * weights[from + o];
    }
  }

  @Override
  public void close() {}
}
