package org.codesign.search;

import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.codesign.config.AcceleratorKeys;
import org.codesign.config.ConfigurationException;
import org.codesign.config.DeviceFile;
import org.codesign.config.RunConfig;
import org.codesign.hardware.AcceleratorSpace;
import org.codesign.hardware.BatchSpace;
import org.codesign.hardware.Device;
import org.codesign.hardware.EngineSpace;
import org.codesign.hardware.FpgaDevice;

/** Binds the device and accelerator keys of a configuration to the hardware they name. */
final class TargetBinding {

  private static final int MOST_ACCELERATORS = 1_000_000;

  private TargetBinding() {}

  /**
   * The target of a configuration.
   *
   * @throws ConfigurationException in one line, if the device is unknown or of the other kind
   */
  static Target of(RunConfig config, Configuration hadoop) {
    Device device = DeviceFile.read(config.target().device(), hadoop);
    AcceleratorKeys keys = config.target().accelerator();
    if (device instanceof FpgaDevice != keys instanceof AcceleratorKeys.Fpga) {
      throw new ConfigurationException(
          List.of(
              config.identity().source()
                  + ": accelerator: must have the keys "
                  + (device instanceof FpgaDevice
                      ? "rows, columns, weight-buffer-kibibytes, activation-buffer-kibibytes and"
                          + " clock-megahertz"
                      : "batch")
                  + " for the device "
                  + device.name()));
    }
    if (count(keys) > MOST_ACCELERATORS) {
      throw new ConfigurationException(
          List.of(
              "%s: accelerator: has %.3g configurations; the limit is %,d"
                  .formatted(config.identity().source(), count(keys), MOST_ACCELERATORS)));
    }
    return new Target(device, space(keys), config.target().limits());
  }

  private static double count(AcceleratorKeys keys) {
    return keys instanceof AcceleratorKeys.Fpga fpga
        ? (double) fpga.rows().size()
            * fpga.columns().size()
            * fpga.weightBufferKibibytes().size()
            * fpga.activationBufferKibibytes().size()
            * fpga.clockMegahertz().size()
        : ((AcceleratorKeys.Gpu) keys).batch().size();
  }

  private static AcceleratorSpace space(AcceleratorKeys keys) {
    if (keys instanceof AcceleratorKeys.Fpga fpga) {
      return new EngineSpace(
          fpga.rows(),
          fpga.columns(),
          fpga.weightBufferKibibytes(),
          fpga.activationBufferKibibytes(),
          fpga.clockMegahertz());
    }
    return new BatchSpace(((AcceleratorKeys.Gpu) keys).batch());
  }
}
