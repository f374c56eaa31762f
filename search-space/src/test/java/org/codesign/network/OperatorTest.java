package org.codesign.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OperatorTest {

  private static final BlockGeometry PLAIN = BlockGeometry.of(TensorShape.image(16, 14, 10), 16, 1);
  private static final BlockGeometry STRIDED =
      BlockGeometry.of(TensorShape.image(16, 15, 10), 24, 2);
  private static final TensorShape STRIDED_OUTPUT = TensorShape.image(24, 8, 5);

  @Test
  void residualConvolutionOfEqualShapes() {
    BlockStructure structure = new ResidualConvolution(3, 1).structure(PLAIN);
    Window window = new Window(3, 1, 1, 1);
    assertThat(structure.path())
        .containsExactly(
            Layer.convolution("conv1", PLAIN.input(), 16, window),
            Layer.convolution("conv2", PLAIN.input(), 16, window));
    assertThat(structure.shortcut()).isEqualTo(new Shortcut.Identity());
    assertThat(structure.bitSlots()).isEqualTo(2);
  }

  @Test
  void residualConvolutionThatChangesItsShapeProjects() {
    BlockStructure structure = new ResidualConvolution(5, 0.5).structure(STRIDED);
    TensorShape hidden = TensorShape.image(12, 8, 5);
    assertThat(structure.path())
        .containsExactly(
            Layer.convolution("conv1", STRIDED.input(), 12, new Window(5, 2, 2, 1)),
            Layer.convolution("conv2", hidden, 24, new Window(5, 1, 2, 1)));
    Layer projection = Layer.convolution("projection", STRIDED.input(), 24, new Window(1, 2, 0, 1));
    assertThat(structure.shortcut()).isEqualTo(new Shortcut.Projection(projection));
    assertThat(projection.output()).isEqualTo(STRIDED_OUTPUT);
    assertThat(structure.weightedLayers()).hasSize(3).endsWith(projection);
    assertThat(structure.bitSlots()).isEqualTo(2);
    assertThat(List.of(structure.bitSlot(0), structure.bitSlot(1), structure.bitSlot(2)))
        .containsExactly(0, 1, 0);
  }

  @Test
  void depthwiseSeparable() {
    BlockStructure plain = new DepthwiseSeparable(5).structure(PLAIN);
    assertThat(plain.path())
        .containsExactly(
            Layer.convolution("depthwise", PLAIN.input(), 16, new Window(5, 1, 2, 16)),
            Layer.convolution("pointwise", PLAIN.input(), 16, Window.POINTWISE));
    assertThat(plain.shortcut()).isEqualTo(new Shortcut.Identity());
    BlockStructure strided = new DepthwiseSeparable(3).structure(STRIDED);
    assertThat(strided.path().get(0).output()).isEqualTo(TensorShape.image(16, 8, 5));
    assertThat(strided.path().get(1).output()).isEqualTo(STRIDED_OUTPUT);
    assertThat(strided.shortcut()).isEqualTo(new Shortcut.None());
  }

  @Test
  void plainConvolution() {
    BlockStructure plain = new PlainConvolution(5).structure(PLAIN);
    assertThat(plain.path())
        .containsExactly(Layer.convolution("conv", PLAIN.input(), 16, new Window(5, 1, 2, 1)));
    assertThat(plain.shortcut()).isEqualTo(new Shortcut.Identity());
    BlockStructure strided = new PlainConvolution(3).structure(STRIDED);
    assertThat(strided.path().get(0).output()).isEqualTo(STRIDED_OUTPUT);
    assertThat(strided.shortcut()).isEqualTo(new Shortcut.None());
  }

  @Test
  void invertedResidual() {
    BlockStructure plain = new InvertedResidual(3, 6, 0.5).structure(PLAIN);
    TensorShape hidden = TensorShape.image(48, 14, 10);
    assertThat(plain.path())
        .containsExactly(
            Layer.convolution("expand", PLAIN.input(), 48, Window.POINTWISE),
            Layer.convolution("depthwise", hidden, 48, new Window(3, 1, 1, 48)),
            Layer.convolution("project", hidden, 16, Window.POINTWISE));
    assertThat(plain.shortcut()).isEqualTo(new Shortcut.Identity());
    BlockStructure strided = new InvertedResidual(5, 1, 1).structure(STRIDED);
    assertThat(strided.path().get(1).window()).isEqualTo(new Window(5, 2, 2, 16));
    assertThat(strided.shortcut()).isEqualTo(new Shortcut.None());
    assertThat(strided.bitSlots()).isEqualTo(3);
  }

  @Test
  void countsOfMobileNetV2sFirstInvertedResidualWithExpansion() {
    // Sandler et al., table 2: 112 x 112 x 16, t = 6, c = 24, s = 2.
    BlockGeometry geometry = BlockGeometry.of(TensorShape.image(16, 112, 112), 24, 2);
    List<Layer> path = new InvertedResidual(3, 6, 1).structure(geometry).path();
    assertThat(path).extracting(Layer::weights).containsExactly(16L * 96, 96L * 9, 96L * 24);
    assertThat(path)
        .extracting(Layer::macs)
        .containsExactly(1536L * 12_544, 864L * 3_136, 2304L * 3_136);
  }

  @Test
  void skipPassesItsInputOn() {
    BlockStructure structure = new Skip().structure(PLAIN);
    assertThat(structure.isIdentity()).isTrue();
    assertThat(structure.weightedLayers()).isEmpty();
    assertThat(structure.bitSlots()).isZero();
  }

  @Test
  void hiddenChannelsAreRoundedToTheNearestMultipleOfFour() {
    assertThat(Operator.hiddenChannels(16, 0.5)).isEqualTo(8);
    assertThat(Operator.hiddenChannels(12, 0.5)).isEqualTo(8);
    assertThat(Operator.hiddenChannels(10, 1)).isEqualTo(12);
    assertThat(Operator.hiddenChannels(9, 1)).isEqualTo(8);
    assertThat(Operator.hiddenChannels(10, 0.75)).isEqualTo(8);
    assertThat(Operator.hiddenChannels(3, 0.1)).isEqualTo(4);
    for (int channels = 1; channels < 200; channels++) {
      int hidden = Operator.hiddenChannels(channels, 0.75);
      assertThat(hidden % 4).isZero();
      assertThat(hidden).isGreaterThanOrEqualTo(4);
      assertThat(Math.abs(hidden - 0.75 * channels)).isLessThanOrEqualTo(channels < 3 ? 4 : 2);
    }
  }

  @Test
  void labelsNameEveryChoice() {
    assertThat(
            Stream.of(
                new ResidualConvolution(3, 1),
                new ResidualConvolution(5, 0.5),
                new DepthwiseSeparable(7),
                new PlainConvolution(3),
                new InvertedResidual(3, 6, 1),
                new InvertedResidual(5, 3, 0.75),
                new Skip()))
        .extracting(Operator::label)
        .containsExactly(
            "residual-k3",
            "residual-k5-w0.5",
            "separable-k7",
            "convolution-k3",
            "inverted-k3-e6",
            "inverted-k5-e3-w0.75",
            "skip");
  }

  static Stream<Operator> convolutions() {
    return Stream.of(
        new ResidualConvolution(7, 1),
        new DepthwiseSeparable(7),
        new PlainConvolution(7),
        new InvertedResidual(7, 1, 1));
  }

  @ParameterizedTest
  @MethodSource("convolutions")
  void aKernelThatSeesNothingButPaddingDoesNotFit(Operator operator) {
    BlockGeometry small = BlockGeometry.of(TensorShape.image(4, 3, 8), 4, 1);
    String reason = "its kernel (7) reaches past every side of the 3 x 8 input (limit 5)";
    assertThat(operator.misfit(small)).contains(reason);
    assertThatThrownBy(() -> operator.structure(small))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The operator %s does not fit: %s.".formatted(operator.label(), reason));
    assertThat(operator.misfit(BlockGeometry.of(TensorShape.image(4, 4, 8), 4, 1))).isEmpty();
  }

  @Test
  void aSkipFitsOnlyEqualShapes() {
    assertThat(new Skip().misfit(PLAIN)).isEmpty();
    assertThat(new Skip().misfit(STRIDED))
        .contains("it cannot turn [1, 16, 15, 10] into [1, 24, 8, 5]");
    assertThatThrownBy(() -> new Skip().structure(STRIDED))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "The operator skip does not fit: it cannot turn [1, 16, 15, 10] into [1, 24, 8, 5].");
  }

  @Test
  void rejectsValuesOutsideTheLimits() {
    for (int kernel : new int[] {-3, 0, 2, 4, 8, 9}) {
      assertThatThrownBy(() -> new DepthwiseSeparable(kernel))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("The kernel (" + kernel + ") of an operator must be 1, 3, 5 or 7.");
    }
    for (double width : new double[] {0, -1, 4.5, Double.NaN}) {
      assertThatThrownBy(() -> new ResidualConvolution(3, width))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("The width multiplier (" + width + ") of an operator must be in (0, 4].");
    }
    for (int expansion : new int[] {0, 9}) {
      assertThatThrownBy(() -> new InvertedResidual(3, expansion, 1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("The expansion (" + expansion + ") of an operator must be in [1, 8].");
    }
  }
}
