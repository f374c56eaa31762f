package org.codesign.search;

import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.codesign.config.AcceleratorKeys;
import org.codesign.config.ConfigurationException;
import org.codesign.config.RunConfig;
import org.codesign.hardware.AcceleratorSpace;
import org.codesign.hardware.BatchSpace;
import org.codesign.hardware.FpgaDevice;
import org.codesign.profile.DeviceProfile;
import org.codesign.space.SearchSpace;

/** Binds the device and accelerator keys of a configuration to the hardware they name. */
final class TargetBinding {

  private static final int MOST_ACCELERATORS = 1_000_000;

  private final RunConfig config;
  private final DeviceProfile profile;

  private TargetBinding(RunConfig config, DeviceProfile profile) {
    this.config = config;
    this.profile = profile;
  }

  /**
   * Reads the device of a configuration.
   *
   * @throws ConfigurationException in one line, if the device is unknown or of the other kind
   */
  static TargetBinding of(RunConfig config, Configuration hadoop) {
    DeviceProfile profile = DeviceProfile.read(config.target().device(), hadoop);
    AcceleratorKeys keys = config.target().accelerator();
    if (profile.device() instanceof FpgaDevice != keys instanceof AcceleratorKeys.Fpga) {
      throw new ConfigurationException(
          List.of(
              "%s: accelerator: must have the key %s for the device %s"
                  .formatted(
                      config.identity().source(),
                      profile.device() instanceof FpgaDevice ? "clock-megahertz" : "batch",
                      profile.device().name())));
    }
    if (keys instanceof AcceleratorKeys.Fpga fpga
        && fpga.sizes().combinations() > MOST_ACCELERATORS) {
      throw new ConfigurationException(
          List.of(
              "%s: accelerator: has %,d configurations; the limit is %,d"
                  .formatted(
                      config.identity().source(), fpga.sizes().combinations(), MOST_ACCELERATORS)));
    }
    return new TargetBinding(config, profile);
  }

  /** The device and what was measured of it. */
  DeviceProfile profile() {
    return profile;
  }

  /**
   * The target with the accelerators that are worth a look for the layers of a space.
   *
   * @param space whose number of accelerators does not matter
   */
  AcceleratorPruning.Result target(SearchSpace space) {
    AcceleratorKeys keys = config.target().accelerator();
    if (keys instanceof AcceleratorKeys.Gpu gpu) {
      AcceleratorSpace batches = new BatchSpace(gpu.batch());
      return new AcceleratorPruning.Result(target(batches), batches.size(), batches.size());
    }
    return AcceleratorPruning.of(
        (FpgaDevice) profile.device(), ((AcceleratorKeys.Fpga) keys).sizes(), space, this::target);
  }

  private Target target(AcceleratorSpace accelerators) {
    return new Target(
        profile.device(),
        accelerators,
        config.target().limits(),
        profile.calibration(),
        profile.measured());
  }
}
