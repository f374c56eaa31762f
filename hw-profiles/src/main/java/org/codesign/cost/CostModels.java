package org.codesign.cost;

import java.util.Optional;
import org.codesign.hardware.AcceleratorConfig;
import org.codesign.hardware.Device;
import org.codesign.hardware.FpgaDevice;
import org.codesign.hardware.FpgaEngine;
import org.codesign.hardware.GpuDevice;
import org.codesign.hardware.GpuExecution;
import org.codesign.hardware.Resource;
import org.codesign.hardware.ResourceUse;

/** The way from a device and an accelerator configuration to a cost model. */
public final class CostModels {

  private CostModels() {}

  /**
   * The cost model of the configuration on the device, or the reason why it does not fit.
   *
   * @throws IllegalArgumentException if the configuration is not for this kind of device
   */
  public static ModelResult of(Device device, AcceleratorConfig config) {
    if (device instanceof FpgaDevice fpga && config instanceof FpgaEngine engine) {
      return engineModel(fpga, engine);
    }
    if (device instanceof GpuDevice gpu && config instanceof GpuExecution execution) {
      return new ModelResult.Buildable(new GpuRoofline(gpu, execution));
    }
    throw new IllegalArgumentException(
        "The accelerator configuration %s is not for the kind of device that %s is."
            .formatted(config.label(), device.name()));
  }

  private static ModelResult engineModel(FpgaDevice device, FpgaEngine engine) {
    double fastest = device.timing().maximumClockMegahertz().value();
    if (engine.clockMegahertz() > fastest) {
      return new Infeasible(
          "clock %d MHz exceeds the %.0f MHz of %s"
              .formatted(engine.clockMegahertz(), fastest, device.name()));
    }
    ResourceUse use = EngineResources.of(engine);
    ResourceUse limit = device.usable();
    Optional<Resource> exceeded = use.firstExceeding(limit);
    if (exceeded.isPresent()) {
      Resource resource = exceeded.get();
      return new Infeasible(
          "%s %d exceeds the %d usable of %s"
              .formatted(resource.label(), resource.in(use), resource.in(limit), device.name()));
    }
    return new ModelResult.Buildable(new FpgaEngineModel(device, engine, use));
  }
}
