package org.codesign.engine;

import java.util.Arrays;

/** What a node of a program passes on. Not copied. */
final class DnnlValue {

  private final DnnlTensor tensor;
  private final long[] shape;
  private final boolean isTrained;

  /**
   * @param shape Deeplearning4j's: [N, C, H, W], or [N, C]
   * @param isTrained whether parameters have a part in the value, so that its gradient is wanted
   */
  DnnlValue(DnnlTensor tensor, long[] shape, boolean isTrained) {
    this.tensor = tensor;
    this.shape = shape;
    this.isTrained = isTrained;
  }

  DnnlTensor tensor() {
    return tensor;
  }

  long[] shape() {
    return shape;
  }

  /** The shape as [N, C, H, W]. */
  long[] dimensions() {
    return dimensions(shape);
  }

  boolean isTrained() {
    return isTrained;
  }

  /** A shape [N, C] as [N, C, 1, 1]; one of four dimensions as it is. */
  static long[] dimensions(long[] shape) {
    long[] dimensions = Arrays.copyOf(shape, 4);
    Arrays.fill(dimensions, shape.length, 4, 1);
    return dimensions;
  }
}
