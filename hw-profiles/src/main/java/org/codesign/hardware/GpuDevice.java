package org.codesign.hardware;

import java.util.Objects;

/** A GPU, with tensor cores or without. */
public record GpuDevice(
    String name,
    TensorPeaks peaks,
    GpuStructure structure,
    MemoryInterface memory,
    Figure boardWatts,
    String source)
    implements Device {

  public GpuDevice {
    Sources.requireName(name);
    Objects.requireNonNull(peaks, "peaks");
    Objects.requireNonNull(structure, "structure");
    Objects.requireNonNull(memory, "memory");
    Figure.requirePositive("board power in watts", boardWatts);
    Sources.require(name, source);
  }
}
