package org.codesign.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.codesign.hardware.ExampleDevices;
import org.codesign.hardware.FpgaEngine;
import org.codesign.network.Layer;
import org.codesign.network.TensorShape;
import org.codesign.network.Window;
import org.codesign.quantization.BitWidths;
import org.junit.jupiter.api.Test;

class FpgaEngineModelTest {

  private static final Layer LAYER =
      Layer.convolution("conv", TensorShape.image(16, 32, 32), 32, Window.same(3, 1));

  /** 9 us and 46 + 3 cycles of 250 MHz. */
  private static final double OVERHEAD_MILLIS = 0.009 + 49 / 250e3;

  /** Static power, and 64 + 8 + 2 slices at 250 MHz and 13.3 pJ a cycle. */
  private static final double ENGINE_WATTS = 0.21 + 74 * 250e6 * 13.3e-12;

  @Test
  void costOfAConvolutionByHand() {
    LayerCost cost = cost(new FpgaEngine(8, 8, 64, 64, 250), LAYER, BitWidths.EIGHT);
    double latencyMillis = 36_864 / 250e3 + OVERHEAD_MILLIS;
    long macs = 1024 * 32 * 16 * 9;
    long dramBytes = 32 * 16 * 9 + 32 * 8;
    long onChipBytes = macs + 1024 * 9 * 16 * 2 + 1024 * 32 + dramBytes;
    double picojoules = macs * 0.3 + onChipBytes * 1.25 + dramBytes * 243.75;
    assertThat(cost.latencyMillis()).isCloseTo(latencyMillis, within(1e-12));
    assertThat(cost.energyMicrojoules())
        .isCloseTo(picojoules / 1e6 + ENGINE_WATTS * latencyMillis * 1e3, within(1e-9));
    assertThat(cost.bytesMoved()).isEqualTo(dramBytes);
    assertThat(cost.bound()).isEqualTo(Bound.COMPUTE);
  }

  @Test
  void memoryBoundsALayerOfManyWeights() {
    Layer linear = Layer.linear("fc", 1024, 1000);
    LayerCost cost = cost(new FpgaEngine(8, 8, 64, 64, 250), linear, BitWidths.EIGHT);
    assertThat(cost.bytesMoved()).isEqualTo(1_024_000 + 8000);
    assertThat(cost.latencyMillis())
        .isCloseTo(1_032_000 / 3_195_000.0 + OVERHEAD_MILLIS, within(1e-12));
    assertThat(cost.bound()).isEqualTo(Bound.MEMORY);
  }

  @Test
  void startingBoundsATinyLayer() {
    LayerCost cost =
        cost(new FpgaEngine(8, 8, 64, 64, 250), Layer.linear("fc", 16, 10), BitWidths.EIGHT);
    assertThat(cost.bound()).isEqualTo(Bound.OVERHEAD);
  }

  @Test
  void anAdditionPaysAccumulationsAndBufferBytes() {
    Layer add = Layer.add("add", TensorShape.image(16, 8, 8));
    LayerCost cost = cost(new FpgaEngine(8, 8, 64, 64, 250), add, BitWidths.EIGHT);
    double latencyMillis = 128 / 250e3 + OVERHEAD_MILLIS;
    assertThat(cost.energyMicrojoules())
        .isCloseTo(
            (1024 * 0.1 + 3 * 1024 * 1.25) / 1e6 + ENGINE_WATTS * latencyMillis * 1e3,
            within(1e-12));
  }

  @Test
  void rowsThatDoNotFitAreInfeasible() {
    // 3 rows of 64 x 100 inputs and one of 64 x 32 outputs.
    Layer wide = Layer.convolution("wide", TensorShape.image(100, 64, 64), 32, Window.same(3, 1));
    assertThat(model(new FpgaEngine(8, 8, 64, 16, 250)).cost(wide, BitWidths.EIGHT))
        .isEqualTo(
            new Infeasible(
                "layer wide: the 21248 bytes of the rows at work exceed the activation buffer,"
                    + " 16384 bytes"));
    assertThat(model(new FpgaEngine(8, 8, 64, 16, 250)).cost(wide, new BitWidths(8, 4)))
        .isInstanceOf(LayerCost.class);
  }

  @Test
  void weightsAtWorkThatDoNotFitAreInfeasible() {
    Layer large = Layer.convolution("large", TensorShape.image(16, 8, 8), 32, Window.same(7, 1));
    assertThat(model(new FpgaEngine(8, 8, 8, 64, 250)).cost(large, BitWidths.EIGHT))
        .isEqualTo(
            new Infeasible(
                "layer large: the 6272 bytes of weights at work exceed half the weight buffer,"
                    + " 4096 bytes"));
  }

  private static LayerCost cost(FpgaEngine engine, Layer layer, BitWidths bits) {
    return (LayerCost) model(engine).cost(layer, bits);
  }

  private static CostModel model(FpgaEngine engine) {
    return ((ModelResult.Buildable) CostModels.of(ExampleDevices.zu3eg(), engine)).model();
  }
}
