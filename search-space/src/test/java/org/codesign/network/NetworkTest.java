package org.codesign.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class NetworkTest {

  private static final TensorShape IMAGE = TensorShape.image(3, 32, 32);
  private static final Layer STEM = Layer.convolution("stem", IMAGE, 16, Window.same(3, 1));

  /** He et al., CVPR 2016, section 4.2, n = 3, with a projection where the shapes change. */
  private static Network resNet20() {
    List<BlockGeometry> geometries = new ArrayList<>();
    List<Network.NamedBlock> blocks = new ArrayList<>();
    TensorShape at = STEM.output();
    for (int channels : new int[] {16, 32, 64}) {
      for (int block = 0; block < 3; block++) {
        int stride = channels > 16 && block == 0 ? 2 : 1;
        BlockGeometry geometry = BlockGeometry.of(at, channels, stride);
        geometries.add(geometry);
        blocks.add(
            new Network.NamedBlock(
                "s" + channels + "b" + block, new ResidualConvolution(3, 1).structure(geometry)));
        at = geometry.output();
      }
    }
    return new Network(new Backbone(IMAGE, STEM, geometries, 10), blocks);
  }

  @Test
  void resNet20HasItsPublishedSize() {
    Network network = resNet20();
    List<Layer> layers = network.weightedLayers();
    // 20 layers, and 2 projections of 16 x 32 and 32 x 64 weights.
    assertThat(layers).hasSize(22);
    long projections = 16 * 32 + 32 * 64;
    long parameters = network.weights() - projections + 10;
    long normalised = layers.stream().mapToLong(l -> l.output().channels()).sum() - 96 - 10;
    // 269,722 with 2 batch norm parameters a channel: Idelbayev's akamaster/pytorch_resnet_cifar10
    // prints 269722 for ResNet-20 with parameter-free shortcuts.
    assertThat(parameters + 2 * normalised).isEqualTo(269_722);
    // 40.55 million multiply-accumulates, and 32 * 16 * 16 * 16 + 64 * 8 * 8 * 32 for projections.
    assertThat(layers.stream().mapToLong(Layer::macs).sum()).isEqualTo(40_551_040 + 262_144);
  }

  @Test
  void layersAreNamedByPositionInTheOrderOfTheData() {
    assertThat(resNet20().weightedLayers())
        .extracting(Layer::name)
        .startsWith("stem", "s16b0.conv1", "s16b0.conv2", "s16b1.conv1")
        .containsSubsequence("s32b0.conv1", "s32b0.conv2", "s32b0.projection", "s32b1.conv1")
        .endsWith("s64b2.conv2", "classifier")
        .doesNotHaveDuplicates();
  }

  @Test
  void theHeadFollowsTheLastBlock() {
    Backbone backbone = resNet20().backbone();
    assertThat(backbone.pool().input()).isEqualTo(TensorShape.image(64, 8, 8));
    assertThat(backbone.classifier()).isEqualTo(Layer.linear("classifier", 64, 10));
    assertThat(backbone.fixedLayers()).containsExactly(STEM, backbone.classifier());
  }

  @Test
  void rejectsBlocksThatDoNotFollowEachOther() {
    BlockGeometry block = BlockGeometry.of(STEM.output(), 16, 1);
    BlockGeometry other = BlockGeometry.of(TensorShape.image(8, 32, 32), 8, 1);
    assertThatThrownBy(() -> new Backbone(IMAGE, STEM, List.of(block, other), 10))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "A block that reads [1, 8, 32, 32] cannot follow an output of [1, 16, 32, 32].");
    assertThatThrownBy(() -> new Backbone(IMAGE, STEM, List.of(), 10))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("A backbone needs at least one block (0) and two classes (10).");
    assertThatThrownBy(() -> new Backbone(IMAGE, STEM, List.of(block), 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("A backbone needs at least one block (1) and two classes (1).");
  }

  @Test
  void rejectsAnotherNumberOfBlocks() {
    Network network = resNet20();
    assertThatThrownBy(() -> new Network(network.backbone(), network.blocks().subList(0, 3)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("A network on this backbone needs 9 blocks, not 3.");
  }

  @Test
  void rejectsABlockThatDoesNothingAndPassesNothingOn() {
    assertThatThrownBy(() -> new BlockStructure(List.of(), new Shortcut.None()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("A block without layers must pass its input on.");
  }
}
