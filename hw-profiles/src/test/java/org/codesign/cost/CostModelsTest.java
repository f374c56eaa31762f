package org.codesign.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.codesign.hardware.ExampleDevices;
import org.codesign.hardware.FpgaEngine;
import org.codesign.hardware.GpuExecution;
import org.codesign.hardware.ResourceUse;
import org.junit.jupiter.api.Test;

class CostModelsTest {

  @Test
  void tooManyDspsAreInfeasible() {
    assertThat(CostModels.of(ExampleDevices.zu3eg(), new FpgaEngine(16, 32, 64, 64, 250)))
        .isEqualTo(new Infeasible("DSP 546 exceeds the 288 usable of XCZU3EG"));
  }

  @Test
  void tooMuchMemoryIsInfeasible() {
    // 512 KiB as 4,096 words of 1,024 bits: 8 shapes of 72 x 512, 15 wide, or 114 of 9 x 4,096.
    // 512 KiB as 65,536 words of 64 bits: 128 of 1 x 32,768.
    assertThat(CostModels.of(ExampleDevices.zu3eg(), new FpgaEngine(8, 8, 512, 512, 250)))
        .isEqualTo(new Infeasible("BRAM36 242 exceeds the 172 usable of XCZU3EG"));
  }

  @Test
  void tooManyLutsAreInfeasible() {
    ResourceUse few = new ResourceUse(5000, 141_120, 360, 216);
    assertThat(CostModels.of(ExampleDevices.fpga(few, 4.26), new FpgaEngine(8, 8, 64, 64, 250)))
        .isEqualTo(new Infeasible("LUT 5983 exceeds the 4000 usable of XCZU3EG"));
  }

  @Test
  void aClockPastTheDevicesIsInfeasible() {
    assertThat(CostModels.of(ExampleDevices.zu3eg(), new FpgaEngine(8, 8, 64, 64, 350)))
        .isEqualTo(new Infeasible("clock 350 MHz exceeds the 300 MHz of XCZU3EG"));
  }

  @Test
  void theLargestSquareArrayFits() {
    ModelResult result =
        CostModels.of(ExampleDevices.zu3eg(), new FpgaEngine(16, 16, 128, 128, 300));
    assertThat(result).isInstanceOf(ModelResult.Buildable.class);
    assertThat(((ModelResult.Buildable) result).model().resources().dsp()).isEqualTo(274);
  }

  @Test
  void aGpuTakesNoFabric() {
    ModelResult result = CostModels.of(ExampleDevices.t4(), new GpuExecution(1));
    assertThat(((ModelResult.Buildable) result).model().resources()).isEqualTo(ResourceUse.NONE);
  }

  @Test
  void rejectsAConfigurationOfAnotherKindOfDevice() {
    assertThatThrownBy(() -> CostModels.of(ExampleDevices.zu3eg(), new GpuExecution(8)))
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
}
