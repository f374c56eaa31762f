package org.codesign.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.codesign.hardware.ExampleDevices;
import org.codesign.hardware.FpgaEngine;
import org.codesign.network.BlockGeometry;
import org.codesign.network.BlockStructure;
import org.codesign.network.Layer;
import org.codesign.network.ResidualConvolution;
import org.codesign.network.Skip;
import org.codesign.network.TensorShape;
import org.codesign.quantization.BitWidths;
import org.junit.jupiter.api.Test;

class BlockCostTest {

  private static final BitWidths FOUR = new BitWidths(4, 4);

  private final CostModel model =
      ((ModelResult.Buildable)
              CostModels.of(ExampleDevices.zu3eg(), new FpgaEngine(8, 8, 64, 64, 250)))
          .model();

  @Test
  void aBlockIsItsLayersAndItsAddition() {
    BlockStructure block =
        new ResidualConvolution(3, 1.0)
            .structure(BlockGeometry.of(TensorShape.image(16, 16, 16), 32, 2));
    List<Layer> layers = block.weightedLayers();
    LayerCost expected =
        layer(layers.get(0), FOUR)
            .plus(layer(layers.get(1), BitWidths.EIGHT))
            .plus(layer(layers.get(2), FOUR))
            .plus(layer(Layer.add("add", TensorShape.image(32, 8, 8)), BitWidths.EIGHT));
    LayerCost actual = (LayerCost) model.cost(block, List.of(FOUR, BitWidths.EIGHT));
    assertThat(actual.latencyMillis()).isCloseTo(expected.latencyMillis(), within(1e-12));
    assertThat(actual.energyMicrojoules()).isCloseTo(expected.energyMicrojoules(), within(1e-9));
    assertThat(actual.bytesMoved()).isEqualTo(expected.bytesMoved());
    assertThat(actual.bound()).isEqualTo(layer(layers.get(1), BitWidths.EIGHT).bound());
  }

  @Test
  void aSkippedBlockCostsNothing() {
    BlockStructure skip =
        new Skip().structure(BlockGeometry.of(TensorShape.image(16, 16, 16), 16, 1));
    assertThat(model.cost(skip, List.of())).isEqualTo(LayerCost.ZERO);
  }

  @Test
  void anInfeasibleLayerMakesTheBlockInfeasible() {
    BlockStructure block =
        new ResidualConvolution(3, 1.0)
            .structure(BlockGeometry.of(TensorShape.image(512, 80, 80), 512, 1));
    assertThat(model.cost(block, List.of(FOUR, FOUR)))
        .isEqualTo(
            new Infeasible(
                "layer conv1: the 81920 bytes of the rows at work exceed the activation buffer,"
                    + " 65536 bytes"));
  }

  @Test
  void rejectsBitsForAnotherNumberOfSlots() {
    BlockStructure skip =
        new Skip().structure(BlockGeometry.of(TensorShape.image(16, 16, 16), 16, 1));
    assertThatThrownBy(() -> model.cost(skip, List.of(FOUR)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("A block of 0 bit slots cannot take 1 bit-widths.");
  }

  private LayerCost layer(Layer layer, BitWidths bits) {
    return (LayerCost) model.cost(layer, bits);
  }
}
