package org.codesign.cost;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.codesign.network.Layer;
import org.codesign.network.TensorShape;
import org.codesign.network.Window;
import org.codesign.quantization.BitWidths;
import org.junit.jupiter.api.Test;

class EngineArrayTest {

  private static final BitWidths FOUR = new BitWidths(4, 4);

  private final EngineArray array = new EngineArray(8, 8);

  @Test
  void cyclesOfADenseConvolution() {
    Layer layer = Layer.convolution("conv", TensorShape.image(16, 32, 32), 32, Window.same(3, 1));
    // 32 x 32 positions x 9 taps x 16/8 x 32/(8 x 2), and 32/(8 x 4) with four products a slice.
    assertThat(array.cycles(layer, BitWidths.EIGHT)).isEqualTo(1024 * 9 * 2 * 2);
    assertThat(array.cycles(layer, FOUR)).isEqualTo(1024 * 9 * 2);
    assertThat(array.cycles(layer, new BitWidths(4, 8))).isEqualTo(1024 * 9 * 2 * 2);
  }

  @Test
  void depthwiseChannelsFillTheColumnsOnlyAndAreNotPacked() {
    Layer layer =
        Layer.convolution("dw", TensorShape.image(60, 16, 16), 60, Window.depthwise(5, 2, 60));
    assertThat(array.cycles(layer, BitWidths.EIGHT)).isEqualTo(64 * 25 * 8);
    assertThat(array.cycles(layer, FOUR)).isEqualTo(64 * 25 * 8);
  }

  @Test
  void cyclesOfALinearLayer() {
    // 64 / 8 inputs by 10 / 16 outputs.
    assertThat(array.cycles(Layer.linear("fc", 64, 10), BitWidths.EIGHT)).isEqualTo(8);
  }

  @Test
  void groupsRunOneAfterTheOther() {
    Window window = new Window(1, 1, 0, 2);
    Layer layer = Layer.convolution("grouped", TensorShape.image(16, 4, 4), 32, window);
    assertThat(array.cycles(layer, BitWidths.EIGHT)).isEqualTo(2 * 16);
  }

  @Test
  void poolingAndAdditionPassOverTheColumns() {
    TensorShape shape = TensorShape.image(20, 7, 7);
    assertThat(array.cycles(Layer.globalAveragePool("pool", shape), FOUR)).isEqualTo(49 * 3);
    assertThat(array.cycles(Layer.add("add", shape), FOUR)).isEqualTo(49 * 3);
  }

  @Test
  void imagesMultiplyTheCycles() {
    Layer layer = Layer.add("add", TensorShape.image(20, 7, 7));
    assertThat(array.cycles(layer.withBatch(5), FOUR)).isEqualTo(5 * array.cycles(layer, FOUR));
  }

  @Test
  void cyclesAreThoseOfTheLoopNest() {
    SplittableRandom random = new SplittableRandom(11);
    for (int i = 0; i < 100; i++) {
      int inputs = random.nextInt(1, 40);
      int outputs = random.nextInt(1, 70);
      int size = random.nextInt(3, 9);
      Layer layer =
          Layer.convolution(
              "conv", TensorShape.image(inputs, size, size), outputs, Window.same(3, 1));
      BitWidths bits = new BitWidths(random.nextInt(2, 9), random.nextInt(2, 9));
      EngineArray tried = new EngineArray(random.nextInt(1, 20), random.nextInt(1, 20));
      assertThat(tried.cycles(layer, bits)).isEqualTo(loopNest(tried, layer, bits));
    }
  }

  /** Counts the steps of the loops that the engine runs. */
  private static long loopNest(EngineArray array, Layer layer, BitWidths bits) {
    int lanes = array.lanes(layer, bits);
    int rows = array.rows();
    long cycles = 0;
    for (int pixel = 0; pixel < layer.output().height() * layer.output().width(); pixel++) {
      for (int output = 0; output < layer.output().channels(); output += lanes) {
        for (int input = 0; input < layer.input().channels(); input += rows) {
          cycles += 9;
        }
      }
    }
    return cycles;
  }
}
