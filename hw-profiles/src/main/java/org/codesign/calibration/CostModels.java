package org.codesign.calibration;

import java.util.List;
import java.util.Optional;
import org.codesign.cost.GpuTiming;
import org.codesign.cost.Infeasible;
import org.codesign.cost.ModelResult;
import org.codesign.cost.SubgraphTiming;
import org.codesign.cost.TimingModel;
import org.codesign.hardware.AcceleratorConfig;
import org.codesign.hardware.Device;
import org.codesign.hardware.FpgaDevice;
import org.codesign.hardware.GpuDevice;
import org.codesign.hardware.GpuExecution;
import org.codesign.hardware.ResourceUse;
import org.codesign.hardware.SubgraphEngine;

/** The way from a device and an accelerator configuration to a cost model. */
public final class CostModels {

  private CostModels() {}

  /**
   * The cost model of the configuration on the device, or the reason why it does not fit.
   *
   * @param calibration of the device's timing model; its priors if there is none
   * @param measured times of layers; on an FPGA those of this engine count, by its label
   * @throws IllegalArgumentException if the configuration is not for this kind of device
   */
  public static ModelResult of(
      Device device,
      AcceleratorConfig config,
      Optional<Calibration> calibration,
      List<Measurement> measured) {
    if (device instanceof FpgaDevice fpga && config instanceof SubgraphEngine engine) {
      Optional<Infeasible> misfit = misfit(fpga, engine);
      return misfit.isPresent()
          ? misfit.get()
          : buildable(
              new SubgraphTiming(fpga, engine),
              1,
              calibration,
              LatencyTable.of(measured, engine.label()));
    }
    if (device instanceof GpuDevice gpu && config instanceof GpuExecution execution) {
      return buildable(
          new GpuTiming(gpu), execution.batch(), calibration, LatencyTable.of(measured));
    }
    throw new IllegalArgumentException(
        "The accelerator configuration %s is not for the kind of device that %s is."
            .formatted(config.label(), device.name()));
  }

  private static ModelResult buildable(
      TimingModel model, int batch, Optional<Calibration> calibration, LatencyTable table) {
    return new ModelResult.Buildable(new CalibratedCosts(model, batch, calibration, table));
  }

  private static Optional<Infeasible> misfit(FpgaDevice device, SubgraphEngine engine) {
    double fastest = device.timing().maximumClockMegahertz().value();
    if (engine.clockMegahertz() > fastest) {
      return Optional.of(
          new Infeasible(
              "clock %d MHz exceeds the %.0f MHz of %s"
                  .formatted(engine.clockMegahertz(), fastest, device.name())));
    }
    ResourceUse use = new SubgraphTiming(device, engine).resources();
    ResourceUse limit = device.usable();
    return use.firstExceeding(limit)
        .map(
            resource ->
                new Infeasible(
                    "%s %d exceeds the %d usable of %s"
                        .formatted(
                            resource.label(),
                            resource.in(use),
                            resource.in(limit),
                            device.name())));
  }
}
