package org.codesign.cli;

import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.codesign.config.ConfigurationException;
import org.codesign.cost.EngineProgram;
import org.codesign.cost.GpuTiming;
import org.codesign.cost.SubgraphTiming;
import org.codesign.cost.TimingModel;
import org.codesign.hardware.Device;
import org.codesign.hardware.FpgaDevice;
import org.codesign.hardware.GpuDevice;
import org.codesign.hardware.Resource;
import org.codesign.hardware.ResourceUse;
import org.codesign.hardware.SubgraphEngine;
import org.codesign.profile.AcceleratorFile;
import org.codesign.profile.DeviceProfile;
import org.codesign.search.NoFeasibleDesignException;
import org.codesign.workload.NetworkSpec;

/** The timing model that a device and an accelerator file ask for. */
final class Timings {

  /** A model and what it is of; the accelerator is empty on a GPU. */
  record Chosen(TimingModel model, String accelerator) {}

  private Timings() {}

  static Chosen of(
      DeviceProfile profile,
      Optional<Path> accelerator,
      NetworkSpec network,
      Configuration hadoop) {
    Device device = profile.device();
    if (device instanceof GpuDevice gpu) {
      if (accelerator.isPresent()) {
        throw new ConfigurationException(
            List.of("--accelerator: " + device.name() + " is a GPU, which takes none"));
      }
      return new Chosen(new GpuTiming(gpu), "");
    }
    FpgaDevice fpga = (FpgaDevice) device;
    if (accelerator.isPresent()) {
      TimingModel model = AcceleratorFile.read(accelerator.get(), fpga, network, hadoop);
      requireFit(model.resources(), fpga);
      return new Chosen(model, Names.of(accelerator.get()));
    }
    Optional<double[]> fitted =
        profile
            .calibration()
            .filter(one -> one.model().equals(SubgraphTiming.NAME))
            .map(one -> one.values(SubgraphTiming.timingParameters()));
    SubgraphEngine engine =
        EngineProgram.solve(fpga, network, fitted)
            .map(EngineProgram.Choice::engine)
            .orElseThrow(
                () ->
                    infeasible(
                        List.of("no subgraph engine for this network fits " + device.name())));
    return new Chosen(new SubgraphTiming(fpga, engine), engine.label());
  }

  /** The accelerator must fit all of the device; the usable share is for searches. */
  private static void requireFit(ResourceUse use, FpgaDevice device) {
    Optional<Resource> exceeded = use.firstExceeding(device.available());
    if (exceeded.isPresent()) {
      Resource one = exceeded.get();
      throw infeasible(
          List.of(
              "the accelerator's %s (%d) exceed the %d of %s"
                  .formatted(one.label(), one.in(use), one.in(device.available()), device.name())));
    }
  }

  static NoFeasibleDesignException infeasible(List<String> reasons) {
    return new NoFeasibleDesignException(String.join("; ", reasons));
  }
}
