package org.codesign.config;

import java.util.Objects;

/** What the networks shall run on: the device, its configurations, and the limits. */
public record TargetConfig(DeviceChoice device, AcceleratorKeys accelerator, LimitsConfig limits) {

  public TargetConfig {
    Objects.requireNonNull(device, "device");
    Objects.requireNonNull(accelerator, "accelerator");
    Objects.requireNonNull(limits, "limits");
  }
}
