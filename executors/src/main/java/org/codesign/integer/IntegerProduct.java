package org.codesign.integer;

/**
 * The product of a matrix of codes with one matrix of weights, sums[r, o] = offset[o] + sum over k
 * of codes[r, k] * weights[k, o], in 32 bits.
 */
interface IntegerProduct extends AutoCloseable {

  /**
   * Multiplies.
   *
   * @param codes unsigned bytes, [rows, K]
   * @param sums receives [rows, O]
   */
  void multiply(byte[] codes, int rows, WideTensor sums);

  @Override
  void close();
}
