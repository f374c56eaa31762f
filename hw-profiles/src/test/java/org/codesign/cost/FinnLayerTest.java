package org.codesign.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** Values worked out by hand from FINN's formulas, and the foldings of BNN-PYNQ's hw/config.h. */
class FinnLayerTest {

  private static final double ULTRA96_MEGAHERTZ = 299.999695;

  /** Outputs, inputs, pe, simd, pixels, cycles: cnvW1A1, Xilinx/BNN-PYNQ d39c1c75. */
  private static final int[][] CNV_W1A1 = {
    {64, 27, 16, 3, 900, 32_400},
    {64, 576, 32, 32, 784, 28_224},
    {128, 576, 16, 32, 144, 20_736},
    {128, 1152, 16, 32, 100, 28_800},
    {256, 1152, 4, 32, 9, 20_736},
    {256, 2304, 1, 32, 1, 18_432},
    {512, 256, 1, 4, 1, 32_768},
    {512, 512, 1, 8, 1, 32_768},
    {64, 512, 4, 1, 1, 8_192},
  };

  @Test
  void cyclesOfCnvLayersAreThoseOfItsConfiguration() {
    long slowest = 0;
    for (int[] row : CNV_W1A1) {
      long cycles = new FinnLayer(row[0], row[1], row[2], row[3], 1, 1).cycles(row[4]);
      assertThat(cycles).isEqualTo(row[5]);
      slowest = Math.max(slowest, cycles);
    }
    double micros = slowest / ULTRA96_MEGAHERTZ;
    assertThat(micros / 109.29 - 1).as("measured 109.29 us an image").isBetween(-0.01, 0.01);
  }

  @Test
  void cnvW2A2IsWithinOnePercentOfItsMeasurement() {
    long cycles = new FinnLayer(128, 1152, 8, 16, 2, 2).cycles(100);
    assertThat(cycles).isEqualTo(115_200);
    assertThat(cycles / ULTRA96_MEGAHERTZ / 387.55 - 1).isBetween(-0.01, 0.01);
  }

  @Test
  void resourcesFollowTheFormulas() {
    FinnLayer layer = new FinnLayer(64, 576, 8, 16, 4, 4);
    // mult = 16 (2 ceil(8 / 6) - 1) 8 = 384, adder = 8 * 31 = 248.
    assertThat(layer.lutHls(false, 20)).isEqualTo(300 + 1.1 * 8 * (384 + 248 + 20));
    assertThat(layer.lutHls(true, 20)).isEqualTo(300 + 1.1 * 8 * (248 + 20));
    assertThat(layer.dspHls()).isEqualTo(128);
    assertThat(layer.dspRtlEstimate()).isEqualTo(32);
    assertThat(layer.dspRtlShipped()).isEqualTo(32);
    assertThat(new FinnLayer(64, 576, 8, 16, 8, 8).dspRtlShipped()).isEqualTo(64);
    assertThat(layer.dsp58()).isEqualTo(48);
    assertThat(layer.weightDepth()).isEqualTo(288);
    // w = 512 bits, 288 words: ceil(288 / 512) ceil(512 / 36).
    assertThat(layer.bram18()).isEqualTo(15);
    assertThat(layer.uram()).isEqualTo(8);
    assertThat(layer.weightLuts()).isEqualTo(8 * 16 * 4 * 5);
    assertThat(layer.thresholdLuts(2, 20)).isEqualTo(1.1 * 8 * (60 + 60));
  }

  @Test
  void everyShapeOfTheBlockMemory() {
    assertThat(new FinnLayer(1 << 15, 1, 1, 1, 1, 1).bram18()).isEqualTo(2);
    assertThat(new FinnLayer(1 << 14, 1, 1, 1, 2, 1).bram18()).isEqualTo(2);
    assertThat(new FinnLayer(1 << 13, 1, 1, 1, 4, 1).bram18()).isEqualTo(2);
    assertThat(new FinnLayer(1 << 12, 1, 1, 1, 8, 1).bram18()).isEqualTo(2);
    assertThat(new FinnLayer(1 << 11, 2, 1, 2, 8, 1).bram18()).isEqualTo(2);
    assertThat(new FinnLayer(1 << 10, 4, 1, 4, 8, 1).bram18()).isEqualTo(2);
    assertThat(new FinnLayer(1 << 8, 4, 1, 4, 8, 1).bram18()).isEqualTo(1);
  }

  @Test
  void slidingWindowAndDepthwise() {
    FinnSlidingWindow window = new FinnSlidingWindow(64, 30, 28, 28, 3, 1, 1, 32);
    assertThat(window.bufferWords()).isEqualTo((2 * 30 + 2 + 1) * 2);
    assertThat(window.cycles()).isEqualTo(126 + 28 * (28 * 9 * 2));
    assertThat(window.luts(2, true)).isEqualTo(300 + 32 * 2 * 4);
    assertThat(FinnLayer.depthwiseCycles(64, 3, 4, 9, 100)).isEqualTo(1_600);
  }

  @Test
  void accumulatorBitsGrowWithTheReduction() {
    // al = log2 576 + 4 + 4 - 1 - 0 = 16.17, plus 1, rounded up.
    assertThat(new FinnLayer(64, 576, 8, 16, 4, 4).accumulatorBits(0)).isEqualTo(18);
    assertThat(new FinnLayer(64, 576, 8, 16, 4, 4).accumulatorBits(1)).isEqualTo(17);
  }

  @Test
  void foldingsMustDivide() {
    assertThatThrownBy(() -> new FinnLayer(64, 27, 7, 3, 1, 1))
        .hasMessage("The pe (7) must divide the outputs (64) and the simd (3) the inputs (27).");
  }
}
