package org.codesign.hardware;

/**
 * How a GPU is built: its streaming multiprocessors, its last-level cache in units of 2^20 bytes,
 * and the peak of its ordinary FP32 units in 10^12 operations per second.
 */
public record GpuStructure(Figure multiprocessors, Figure l2Mebibytes, Figure fp32Teraops) {

  public GpuStructure {
    Figure.requirePositive("number of multiprocessors", multiprocessors);
    Figure.requirePositive("L2 cache in MiB", l2Mebibytes);
    Figure.requirePositive("FP32 peak", fp32Teraops);
  }
}
