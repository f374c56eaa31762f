package org.codesign.config;

import java.util.Objects;
import java.util.Optional;

/** What a design may need at most; a limit that is empty is the device's own or none. */
public record LimitsConfig(
    Optional<Double> latencyMillis,
    Optional<Double> energyMicrojoules,
    Optional<Double> sizeKilobytes,
    Optional<Long> lut,
    Optional<Long> dsp,
    Optional<Long> bram36) {

  public LimitsConfig {
    Objects.requireNonNull(latencyMillis, "latencyMillis");
    Objects.requireNonNull(energyMicrojoules, "energyMicrojoules");
    Objects.requireNonNull(sizeKilobytes, "sizeKilobytes");
    Objects.requireNonNull(lut, "lut");
    Objects.requireNonNull(dsp, "dsp");
    Objects.requireNonNull(bram36, "bram36");
  }
}
