package org.codesign.hardware;

/**
 * A device's external memory: its peak in gigabytes (10^9 bytes) per second, and the share of it
 * that long bursts reach.
 */
public record MemoryInterface(Figure gigabytesPerSecond, Figure efficiency) {

  public MemoryInterface {
    Figure.requirePositive("memory bandwidth in GB/s", gigabytesPerSecond);
    Figure.requireFraction("memory efficiency", efficiency);
  }

  /** The bandwidth to reckon with, peak times efficiency. */
  public double bytesPerMillisecond() {
    return gigabytesPerSecond.value() * efficiency.value() * 1e6;
  }
}
