package org.codesign.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LayerTest {

  /**
   * ResNet-18 at 224 x 224: He et al., CVPR 2016, table 1. The counts are those of the arrays in
   * HAWQ-V3's ILP.ipynb (github.com/Zhen-Dong/HAWQ).
   */
  @ParameterizedTest
  @CsvSource({
    "3, 64, 7, 2, 224, 9408, 118013952",
    "64, 64, 3, 1, 56, 36864, 115605504",
    "64, 128, 3, 2, 56, 73728, 57802752",
    "128, 128, 3, 1, 28, 147456, 115605504",
    "128, 256, 3, 2, 28, 294912, 57802752",
    "256, 512, 3, 2, 14, 1179648, 57802752",
    "512, 512, 3, 1, 7, 2359296, 115605504",
    "64, 128, 1, 2, 56, 8192, 6422528",
    "256, 512, 1, 2, 14, 131072, 6422528"
  })
  void countsThoseOfResNet18(
      int in, int out, int kernel, int stride, int size, long weights, long macs) {
    Layer layer =
        Layer.convolution(
            "conv", TensorShape.image(in, size, size), out, Window.same(kernel, stride));
    assertThat(layer.weights()).isEqualTo(weights);
    assertThat(layer.macs()).isEqualTo(macs);
    assertThat(layer.isDepthwise()).isFalse();
    assertThat(layer.hasWeights()).isTrue();
  }

  @Test
  void countsADepthwiseConvolution() {
    // MobileNets, table 1: 3 x 3 depthwise, stride 2, 64 channels of 112 x 112 pixels.
    Layer layer =
        Layer.convolution("dw", TensorShape.image(64, 112, 112), 64, Window.depthwise(3, 2, 64));
    assertThat(layer.output()).isEqualTo(TensorShape.image(64, 56, 56));
    assertThat(layer.weights()).isEqualTo(64 * 9);
    assertThat(layer.macs()).isEqualTo(64 * 9 * 56 * 56);
    assertThat(layer.isDepthwise()).isTrue();
  }

  @Test
  void countsALinearLayer() {
    Layer layer = Layer.linear("classifier", 512, 1000);
    assertThat(layer.weights()).isEqualTo(512_000);
    assertThat(layer.macs()).isEqualTo(512_000);
    assertThat(layer.withBatch(8).macs()).isEqualTo(8 * 512_000);
    assertThat(layer.withBatch(8).weights()).isEqualTo(512_000);
  }

  @Test
  void countsEveryProductOfAGroupedConvolution() {
    Window window = new Window(3, 2, 1, 3);
    Layer layer = Layer.convolution("grouped", TensorShape.image(6, 7, 9), 9, window);
    TensorShape out = layer.output();
    long products = 0;
    for (int pixel = 0; pixel < out.height() * out.width(); pixel++) {
      for (int output = 0; output < 9; output++) {
        for (int input = 0; input < 6; input++) {
          products += input / 2 == output / 3 ? 9 : 0;
        }
      }
    }
    assertThat(layer.macs()).isEqualTo(products);
    assertThat(layer.isDepthwise()).isFalse();
  }

  @Test
  void poolingAndAdditionHaveNoWeights() {
    Layer pool = Layer.globalAveragePool("pool", TensorShape.image(20, 7, 7));
    Layer add = Layer.add("add", TensorShape.image(20, 7, 7));
    assertThat(pool.output()).isEqualTo(TensorShape.vector(20));
    assertThat(add.output()).isEqualTo(add.input());
    assertThat(pool.hasWeights() || add.hasWeights()).isFalse();
    assertThat(pool.weights() + pool.macs() + add.weights() + add.macs()).isZero();
  }

  @Test
  void countsAboveTheIntegersDoNotOverflow() {
    Layer wide =
        Layer.convolution("wide", TensorShape.image(65_536, 64, 64), 65_536, Window.POINTWISE);
    assertThat(wide.weights()).isEqualTo(1L << 32);
    assertThat(wide.macs()).isEqualTo(1L << 44);
  }

  @Test
  void aRenamedLayerIsOtherwiseTheSame() {
    Layer layer = Layer.linear("a", 3, 4);
    assertThat(layer.withName("b")).isEqualTo(Layer.linear("b", 3, 4));
  }

  @Test
  void rejectsGroupsThatDoNotDivideTheChannels() {
    Window window = new Window(3, 1, 1, 3);
    assertThatThrownBy(() -> Layer.convolution("g", TensorShape.image(8, 4, 4), 9, window))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The groups (3) of layer g must divide its input (8) and output channels (9).");
  }
}
