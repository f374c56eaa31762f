package org.codesign.calibration;

import java.util.List;
import java.util.Optional;
import org.codesign.cost.CostModel;
import org.codesign.cost.ModelResult;
import org.codesign.hardware.AcceleratorConfig;
import org.codesign.hardware.Device;
import org.codesign.hardware.MultiplierUnit;
import org.codesign.hardware.SubgraphEngine;
import org.codesign.hardware.SubgraphEngine.Buffers;
import org.codesign.hardware.SubgraphEngine.Lanes;

/** Subgraph engines of the tests and their costs without a calibration. */
final class ExampleEngines {

  private ExampleEngines() {}

  static SubgraphEngine engine(Lanes pointwise, Lanes dense, int depthwise, int weightBits) {
    return new SubgraphEngine(
        pointwise,
        dense,
        depthwise,
        5,
        MultiplierUnit.DSP,
        weightBits,
        8,
        new Buffers(32, 5, 64, 256, 128),
        250);
  }

  static CostModel costs(Device device, AcceleratorConfig config) {
    return costs(device, config, Optional.empty(), List.of());
  }

  static CostModel costs(
      Device device,
      AcceleratorConfig config,
      Optional<Calibration> calibration,
      List<Measurement> measured) {
    return ((ModelResult.Buildable) CostModels.of(device, config, calibration, measured)).model();
  }
}
