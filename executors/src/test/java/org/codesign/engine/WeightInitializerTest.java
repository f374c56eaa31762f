package org.codesign.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.codesign.network.BlockGeometry;
import org.codesign.network.BlockStructure;
import org.codesign.network.InvertedResidual;
import org.codesign.network.Layer;
import org.codesign.network.TensorShape;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;

class WeightInitializerTest {

  private static final String PREFIX = Graphs.BLOCK + ".";
  private static final BlockGeometry GEOMETRY =
      BlockGeometry.of(TensorShape.image(64, 5, 5), 64, 1);
  private static final BlockStructure STRUCTURE = new InvertedResidual(5, 3, 1).structure(GEOMETRY);
  private static final List<Layer> LAYERS = STRUCTURE.weightedLayers();

  private static NetworkWeights initialised(long seed) {
    ComputationGraph graph =
        Graphs.block(GEOMETRY, STRUCTURE, new ConvolutionStyle.Folded(), Graphs.Training.NONE);
    WeightInitializer.initialise(graph, PREFIX, LAYERS, seed);
    return GraphWeights.read(graph, PREFIX, LAYERS);
  }

  @Test
  void theSameSeedGivesTheSameWeights() {
    NetworkWeights one = initialised(1);
    NetworkWeights again = initialised(1);
    NetworkWeights other = initialised(2);
    for (Layer layer : LAYERS) {
      float[] weights = one.layer(layer.name()).weights();
      assertThat(again.layer(layer.name()).weights()).containsExactly(weights);
      assertThat(other.layer(layer.name()).weights()).isNotEqualTo(weights);
      assertThat(one.layer(layer.name()).bias()).containsOnly(0);
    }
  }

  @Test
  void weightsAreNormalWithVarianceTwoByFanIn() {
    NetworkWeights weights = initialised(3);
    int[] fanIns = {64, 25, 192};
    for (int i = 0; i < fanIns.length; i++) {
      float[] values = weights.layer(LAYERS.get(i).name()).weights();
      double deviation = Math.sqrt(2.0 / fanIns[i]);
      double sum = 0;
      double squares = 0;
      int within = 0;
      for (float value : values) {
        sum += value / deviation;
        squares += value / deviation * value / deviation;
        within += Math.abs(value) < deviation ? 1 : 0;
      }
      // Five standard errors of the mean, the variance and the share within one deviation.
      double error = 5 / Math.sqrt(values.length);
      assertThat(sum / values.length).isCloseTo(0, within(error));
      assertThat(squares / values.length).isCloseTo(1, within(1.5 * error));
      assertThat((double) within / values.length).isCloseTo(0.6827, within(error / 2));
    }
  }

  @Test
  void drawsInTheOrderOfTheLayers() {
    // Box and Muller: sqrt(-2 ln(1 - u1)) cos(2 pi u2), times sqrt(2 / 64).
    float[] values = initialised(1).layer("expand").weights();
    java.util.SplittableRandom random = new java.util.SplittableRandom(1);
    for (int i = 0; i < 3; i++) {
      double radius = Math.sqrt(-2 * Math.log(1 - random.nextDouble()));
      double expected = radius * Math.cos(2 * Math.PI * random.nextDouble()) * Math.sqrt(2.0 / 64);
      assertThat((double) values[i]).isCloseTo(expected, within(1e-6));
    }
  }
}
