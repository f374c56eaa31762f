package org.codesign.hardware;

import java.util.Objects;

/**
 * A GPU with tensor cores. The compute efficiency is the share of the peak that tuned convolution
 * kernels reach; the launch overhead is what each layer costs however small it is.
 */
public record GpuDevice(
    String name,
    TensorPeaks peaks,
    GpuStructure structure,
    MemoryInterface memory,
    Figure computeEfficiency,
    Figure launchOverheadMicros,
    Figure boardWatts,
    String source)
    implements Device {

  public GpuDevice {
    Sources.requireName(name);
    Objects.requireNonNull(peaks, "peaks");
    Objects.requireNonNull(structure, "structure");
    Objects.requireNonNull(memory, "memory");
    Objects.requireNonNull(launchOverheadMicros, "launchOverheadMicros");
    Figure.requireFraction("compute efficiency", computeEfficiency);
    Figure.requirePositive("board power in watts", boardWatts);
    Sources.require(name, source);
  }
}
