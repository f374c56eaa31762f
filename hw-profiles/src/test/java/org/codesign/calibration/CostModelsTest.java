package org.codesign.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.codesign.cost.Bound;
import org.codesign.cost.Infeasible;
import org.codesign.cost.LayerCost;
import org.codesign.cost.ModelResult;
import org.codesign.hardware.AcceleratorConfig;
import org.codesign.hardware.Device;
import org.codesign.hardware.ExampleDevices;
import org.codesign.hardware.GpuExecution;
import org.codesign.hardware.MultiplierUnit;
import org.codesign.hardware.ResourceUse;
import org.codesign.hardware.SubgraphEngine;
import org.codesign.hardware.SubgraphEngine.Buffers;
import org.codesign.hardware.SubgraphEngine.Lanes;
import org.junit.jupiter.api.Test;

class CostModelsTest {

  private static final SubgraphEngine SMALL =
      ExampleEngines.engine(new Lanes(8, 8), new Lanes(0, 0), 0, 8);

  @Test
  void tooManyDspsAreInfeasible() {
    // 32 x 32 products of 8 bits, two a slice, 32 requantisers and two for addresses.
    SubgraphEngine large = ExampleEngines.engine(new Lanes(32, 32), new Lanes(0, 0), 0, 8);
    assertThat(of(ExampleDevices.zu3eg(), large))
        .isEqualTo(new Infeasible("DSP 546 exceeds the 288 usable of XCZU3EG"));
  }

  @Test
  void tooManyLutsAreInfeasible() {
    ResourceUse few = new ResourceUse(1000, 141_120, 360, 216);
    assertThat(of(ExampleDevices.fpga(few, 4.26), SMALL))
        .isInstanceOfSatisfying(
            Infeasible.class,
            infeasible ->
                assertThat(infeasible.reason())
                    .startsWith("LUT ")
                    .endsWith(" exceeds the 800 usable of XCZU3EG"));
  }

  @Test
  void aClockPastTheDevicesIsInfeasible() {
    SubgraphEngine fast =
        new SubgraphEngine(
            new Lanes(8, 8),
            new Lanes(0, 0),
            0,
            3,
            MultiplierUnit.LUT,
            8,
            8,
            new Buffers(1, 3, 8, 8, 128),
            350);
    assertThat(of(ExampleDevices.zu3eg(), fast))
        .isEqualTo(new Infeasible("clock 350 MHz exceeds the 300 MHz of XCZU3EG"));
  }

  @Test
  void whatFitsTakesItsResources() {
    ModelResult result = of(ExampleDevices.zu3eg(), SMALL);
    assertThat(result).isInstanceOf(ModelResult.Buildable.class);
    assertThat(((ModelResult.Buildable) result).model().resources().dsp()).isEqualTo(32 + 8 + 2);
  }

  @Test
  void aGpuTakesNoFabric() {
    ModelResult result = of(ExampleDevices.t4(), new GpuExecution(1));
    assertThat(((ModelResult.Buildable) result).model().resources()).isEqualTo(ResourceUse.NONE);
  }

  @Test
  void rejectsAConfigurationOfAnotherKindOfDevice() {
    assertThatThrownBy(() -> of(ExampleDevices.zu3eg(), new GpuExecution(8)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "The accelerator configuration b8 is not for the kind of device that XCZU3EG is.");
  }

  @Test
  void rejectsAnInfeasibleDesignWithoutReason() {
    assertThatThrownBy(() -> new Infeasible(""))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The reason of an infeasible design must not be blank.");
  }

  @Test
  void rejectsACostThatIsNotANumber() {
    assertThatThrownBy(() -> new LayerCost(Double.NaN, 0, 0, Bound.COMPUTE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "The latency (NaN ms), energy (0.0 uJ) and bytes (0) of a layer must be finite and at"
                + " least 0.");
  }

  private static ModelResult of(Device device, AcceleratorConfig config) {
    return CostModels.of(device, config, Optional.empty(), List.of());
  }
}
