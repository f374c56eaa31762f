package org.codesign.hardware;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class DeviceTest {

  private static final Figure ONE = new Figure(1, "a test");

  @Test
  void rejectsAFigureWithoutSource() {
    assertThatThrownBy(() -> new Figure(1, " "))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The source of a device figure must not be blank.");
  }

  @Test
  void rejectsFiguresThatAreNotFiniteOrNegative() {
    assertThatThrownBy(() -> new Figure(Double.NaN, "a test"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The value (NaN) of a device figure must be finite and at least 0.");
    assertThatThrownBy(() -> new Figure(-1, "a test"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The value (-1.0) of a device figure must be finite and at least 0.");
  }

  @Test
  void rejectsAnEfficiencyAboveOne() {
    assertThatThrownBy(() -> new MemoryInterface(ONE, new Figure(1.5, "a test")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The memory efficiency (1.5) of a device must be in (0, 1].");
  }

  @Test
  void rejectsAMemoryWithoutBandwidth() {
    assertThatThrownBy(() -> new MemoryInterface(new Figure(0, "a test"), ONE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The memory bandwidth in GB/s (0) of a device must be above 0.");
  }

  @Test
  void rejectsADeviceWithoutName() {
    FpgaDevice device = ExampleDevices.zu3eg();
    assertThatThrownBy(
            () ->
                new FpgaDevice(
                    "",
                    device.available(),
                    device.usableFraction(),
                    device.dram(),
                    device.timing(),
                    device.energy(),
                    device.source()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The name of a device must not be blank.");
  }

  @Test
  void usableCountsAreTheShareRoundedDown() {
    assertThat(ExampleDevices.zu3eg().usable())
        .isEqualTo(new ResourceUse(56_448, 112_896, 288, 172));
  }

  @Test
  void bandwidthIsPeakTimesEfficiency() {
    assertThat(ExampleDevices.zu3eg().dram().bytesPerMillisecond())
        .isCloseTo(3_195_000, within(1e-6));
  }

  @Test
  void macEnergyOfEightBitsIsHorowitzMultiplicationAndAddition() {
    assertThat(ExampleDevices.zu3eg().energy().picojoulesPerMac(8, 8))
        .isCloseTo(0.2 + 0.1, within(1e-12));
  }

  @Test
  void theFirstExceedingResourceIsNamed() {
    ResourceUse limit = new ResourceUse(100, 100, 10, 10);
    assertThat(new ResourceUse(101, 0, 0, 11).firstExceeding(limit)).contains(Resource.BRAM36);
    assertThat(new ResourceUse(101, 0, 0, 10).firstExceeding(limit)).contains(Resource.LUT);
    assertThat(limit.fitsIn(limit)).isTrue();
    assertThat(limit.plus(new ResourceUse(0, 1, 0, 0)).fitsIn(limit)).isFalse();
  }

  @Test
  void rejectsNegativeResourceCounts() {
    assertThatThrownBy(() -> new ResourceUse(0, 0, -1, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The LUT (0), FF (0), DSP (-1) and BRAM36 (0) counts must not be negative.");
  }
}
