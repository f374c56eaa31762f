package org.codesign.cost;

import static org.assertj.core.api.Assertions.assertThat;

import org.codesign.hardware.FpgaEngine;
import org.codesign.network.Layer;
import org.codesign.network.TensorShape;
import org.codesign.network.Window;
import org.codesign.quantization.BitWidths;
import org.junit.jupiter.api.Test;

class EngineTrafficTest {

  /** Weights 64 x 64 x 9 = 36,864 and 512 bytes of bias and scale; input and output 16,384 each. */
  private static final Layer LAYER =
      Layer.convolution("conv", TensorShape.image(64, 16, 16), 64, Window.same(3, 1));

  private static final long WEIGHTS = 36_864 + 64 * 8;
  private static final long ACTIVATIONS = 16_384;

  @Test
  void onlyWeightsMoveWhereEverythingFits() {
    assertThat(bytes(128, 32, LAYER)).isEqualTo(WEIGHTS);
    assertThat(bytes(128, 32, LAYER.withBatch(10))).isEqualTo(WEIGHTS);
  }

  @Test
  void weightsThatDoNotFitAreLoadedForEachImage() {
    assertThat(bytes(32, 32, LAYER)).isEqualTo(WEIGHTS);
    assertThat(bytes(32, 32, LAYER.withBatch(10))).isEqualTo(10 * WEIGHTS);
  }

  @Test
  void activationsThatDoNotFitSpill() {
    assertThat(bytes(128, 16, LAYER)).isEqualTo(WEIGHTS + 2 * ACTIVATIONS);
    assertThat(bytes(128, 16, LAYER.withBatch(10))).isEqualTo(WEIGHTS + 20 * ACTIVATIONS);
  }

  @Test
  void theCheaperReuseOrderIsTakenWhereNothingFits() {
    // Two tiles of activations: 2 W + I + O = 107,520. Three tiles of weights of 16 KiB: W + 3 I +
    // O
    // = 102,912. Ten of 4 KiB: W + 10 I + O = 217,600, so that weights are streamed twice.
    assertThat(bytes(32, 16, LAYER)).isEqualTo(WEIGHTS + 4 * ACTIVATIONS);
    assertThat(bytes(8, 16, LAYER)).isEqualTo(2 * WEIGHTS + 2 * ACTIVATIONS);
  }

  @Test
  void fewerBitsAreFewerBytes() {
    EngineTraffic traffic = new EngineTraffic(new FpgaEngine(8, 8, 128, 8, 250));
    assertThat(traffic.dramBytes(LAYER, new BitWidths(3, 5)))
        .isEqualTo(36_864 * 3 / 8 + 512 + 2 * 16_384 * 5 / 8);
  }

  @Test
  void anAdditionReadsTwoTensors() {
    Layer add = Layer.add("add", TensorShape.image(64, 16, 16));
    assertThat(bytes(32, 48, add)).isZero();
    assertThat(bytes(32, 47, add)).isEqualTo(3 * ACTIVATIONS);
  }

  private static long bytes(int weightKibibytes, int activationKibibytes, Layer layer) {
    FpgaEngine engine = new FpgaEngine(8, 8, weightKibibytes, activationKibibytes, 250);
    return new EngineTraffic(engine).dramBytes(layer, BitWidths.EIGHT);
  }
}
