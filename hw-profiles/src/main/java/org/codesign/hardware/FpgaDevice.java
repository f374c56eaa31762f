package org.codesign.hardware;

import java.util.Objects;

/**
 * An FPGA with DSP48E2 slices and RAMB36 block memories on a board with one external memory. Of
 * every available resource only the usable fraction can be filled before timing fails. The source
 * is that of the available counts.
 */
public record FpgaDevice(
    String name,
    ResourceUse available,
    Figure usableFraction,
    MemoryInterface dram,
    EngineTiming timing,
    EnergyPrices energy,
    String source)
    implements Device {

  public FpgaDevice {
    Sources.requireName(name);
    Objects.requireNonNull(available, "available");
    Objects.requireNonNull(dram, "dram");
    Objects.requireNonNull(timing, "timing");
    Objects.requireNonNull(energy, "energy");
    Figure.requireFraction("usable fraction", usableFraction);
    Sources.require(name, source);
  }

  /** The resources that a design may fill. */
  public ResourceUse usable() {
    return available.share(usableFraction.value());
  }
}
