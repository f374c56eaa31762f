package org.codesign.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import org.codesign.network.TensorShape;
import org.codesign.space.Position;
import org.codesign.space.SearchSpace;
import org.junit.jupiter.api.Test;

class SpaceConfigTest {

  private static final String STAGES =
      """
      [{channels: 16, blocks: [{operators: [residual-k3, skip]}, {stride: 2, operators: [separable-k3]}]},
       {channels: 32, blocks: [{stride: 2, operators: [inverted-k3-e3]}]}]
      """;

  @Test
  void namesPositionsAndWalksTheShapes() {
    List<Position> positions = space(STAGES).positions(TensorShape.image(3, 33, 32));
    assertThat(positions)
        .extracting(Position::name)
        .containsExactly("stage1.block1", "stage1.block2", "stage2.block1");
    assertThat(positions)
        .extracting(position -> position.geometry().output())
        .containsExactly(
            TensorShape.image(16, 33, 32),
            TensorShape.image(16, 17, 16),
            TensorShape.image(32, 9, 8));
  }

  @Test
  void makesASearchSpaceOfTheSizeCountedByHand() {
    RunConfig config =
        ConfigText.read(
            ConfigText.MINIMAL,
            Map.of("space.stages", STAGES, "space.widths", "[0.5, 1]", "space.weight-bits", "[4]"));
    SearchSpace space = config.space().searchSpace(TensorShape.image(3, 32, 32), 10, 3);
    // Two pairs of bits: (2 residual x 2 + skip) x (1 separable x 2) x (2 inverted x 2) x 3.
    assertThat(space.size()).isEqualTo(BigInteger.valueOf(5 * 2 * 4 * 3));
    assertThat(space.backbone().classes()).isEqualTo(10);
  }

  @Test
  void reportsAllMisfitsAtOnce() {
    String stages =
        """
        [{channels: 16, blocks: [{operators: [residual-k3]}, {operators: [residual-k3, residual-k7, skip]}]},
         {channels: 32, blocks: [{operators: [separable-k3, skip]}]}]
        """;
    assertThatThrownBy(() -> space(stages).positions(TensorShape.image(1, 3, 3)))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(
            """
            conf/x.yaml: space.stages[0].blocks[1].operators[1]: "residual-k7" - its kernel (7) \
            reaches past every side of the 3 x 3 input (limit 5)
            conf/x.yaml: space.stages[1].blocks[0].operators[1]: "skip" - it cannot turn \
            [1, 16, 3, 3] into [1, 32, 3, 3]""");
  }

  @Test
  void reportsAStemThatDoesNotFit() {
    RunConfig config = ConfigText.read(ConfigText.MINIMAL, Map.of("space.stem.kernel", "7"));
    assertThatThrownBy(() -> config.space().backbone(TensorShape.image(1, 2, 2), 10))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(
            "conf/x.yaml: space.stem.kernel: 7 - its kernel (7) reaches past every side of the 2 x"
                + " 2 input (limit 3)");
  }

  private static SpaceConfig space(String stages) {
    return ConfigText.read(ConfigText.MINIMAL, Map.of("space.stages", stages)).space();
  }
}
