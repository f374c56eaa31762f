package org.codesign.distillation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.codesign.engine.LayerWeights;
import org.codesign.engine.NetworkWeights;
import org.codesign.network.BlockGeometry;
import org.codesign.network.BlockStructure;
import org.codesign.network.DepthwiseSeparable;
import org.codesign.network.Layer;
import org.codesign.network.Skip;
import org.codesign.network.TensorShape;
import org.junit.jupiter.api.Test;

/** Chains whose answers are known. */
class ChainedBlocksTest {

  private static final TensorShape SHAPE = TensorShape.image(1, 2, 2);
  private static final BlockGeometry GEOMETRY = BlockGeometry.of(SHAPE, 1, 1);
  private static final BlockStructure DOUBLING = new DepthwiseSeparable(3).structure(GEOMETRY);

  private static ArrayActivations constant(float value) {
    float[] values = new float[3 * 4];
    java.util.Arrays.fill(values, value);
    return new ArrayActivations(SHAPE, values);
  }

  /** The depthwise layer passes its input on, the pointwise too, and the shortcut adds it. */
  private static NetworkWeights doubling() {
    Layer depthwise = DOUBLING.weightedLayers().get(0);
    Layer pointwise = DOUBLING.weightedLayers().get(1);
    float[] centre = new float[9];
    centre[4] = 1;
    return new NetworkWeights(
        Map.of(
            depthwise.name(),
            new LayerWeights(depthwise, centre, new float[1]),
            pointwise.name(),
            new LayerWeights(pointwise, new float[] {1}, new float[1])));
  }

  @Test
  void eachBlockReadsWhatTheOneBeforeAnswers() throws Exception {
    ChainedBlocks chain = new ChainedBlocks();
    chain.append(GEOMETRY, DOUBLING, doubling());
    chain.append(GEOMETRY, DOUBLING, doubling());
    // The chain answers 2 and 4.
    List<Double> errors = chain.errors(List.of(constant(1), constant(2.5f), constant(5)), 1, 64);
    assertThat(errors.get(0)).isCloseTo(0.04, within(1e-6));
    assertThat(errors.get(1)).isCloseTo(0.04, within(1e-6));
  }

  @Test
  void aSkipPassesItsInputOn() throws Exception {
    ChainedBlocks chain = new ChainedBlocks();
    chain.append(GEOMETRY, new Skip().structure(GEOMETRY), new NetworkWeights(Map.of()));
    assertThat(chain.errors(List.of(constant(1), constant(2)), 0, 2)).containsExactly(0.25);
  }

  @Test
  void rejectsAnotherNumberOfBoundaries() {
    assertThatThrownBy(() -> new ChainedBlocks().errors(List.of(), 0, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The boundaries (0) of a chain must be one more than its blocks (0).");
  }
}
