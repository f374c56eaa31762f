package org.codesign.hardware;

/**
 * Dense peaks of a GPU's tensor cores in 10^12 operations per second, a multiply-accumulate being
 * two. Zero for INT4 or INT8 means that the GPU's tensor cores do not have it.
 */
public record TensorPeaks(Figure int4Teraops, Figure int8Teraops, Figure fp16Teraops) {

  public TensorPeaks {
    Figure.requirePositive("FP16 peak", fp16Teraops);
  }

  /** Whether four-bit operands run on tensor cores of their own. */
  public boolean hasInt4() {
    return int4Teraops.value() > 0;
  }
}
