package org.codesign.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.codesign.graph.GraphWeights.Role;
import org.codesign.network.TensorShape;
import org.junit.jupiter.api.Test;

class NormalizationMatchingTest {

  private static final int IMAGES = 3;

  private final SplittableRandom random = new SplittableRandom(3);

  @Test
  void comparesTheStatisticsOfTheBatchWithThoseOfTheImageAndTheNormalisation() {
    float[] images = GraphSamples.normal(IMAGES * 2 * 4, random);
    GraphModel model = GraphSamples.model(normalizedImage(), 5);
    double expected = 0;
    for (int channel = 0; channel < 2; channel++) {
      double[] values = channel(images, channel);
      double mean = Arrays.stream(values).average().orElseThrow();
      double variance = Arrays.stream(values).map(x -> (x - mean) * (x - mean)).sum() / 12;
      double deviation = Math.sqrt(variance + 1e-5);
      float wantedMean = model.weights().get("bn", Role.MEAN)[channel];
      double wanted = Math.sqrt(model.weights().get("bn", Role.VARIANCE)[channel] + 1e-5f);
      expected += mean * mean + (deviation - 1) * (deviation - 1);
      expected += Math.pow(mean - wantedMean, 2) + Math.pow(deviation - wanted, 2);
    }
    try (NormalizationMatching matching = new NormalizationMatching(model)) {
      double loss = matching.lossAndGradient(images, IMAGES, new float[images.length]);
      assertThat(loss).isCloseTo(expected, within(1e-5 * expected));
    }
  }

  private static LayerGraph normalizedImage() {
    return new LayerGraph(
        TensorShape.image(2, 2, 2),
        List.of(
            GraphNode.of("bn", new GraphOperation.BatchNormalization(1e-5f), LayerGraph.INPUT),
            GraphNode.of("fc", new GraphOperation.Linear(3), "bn")));
  }

  /** The values of a channel of [3, 2, 2, 2]. */
  private static double[] channel(float[] images, int channel) {
    double[] values = new double[IMAGES * 4];
    for (int i = 0; i < values.length; i++) {
      values[i] = images[(i / 4 * 2 + channel) * 4 + i % 4];
    }
    return values;
  }

  @Test
  void itsGradientIsThatOfCentralDifferences() {
    GraphModel model =
        GraphSamples.model(GraphSamples.everything(ActivationFunction.HARD_SWISH), 11);
    float[] images = GraphSamples.normal(IMAGES * 108, random);
    float[] gradient = new float[images.length];
    float[] unused = new float[images.length];
    try (NormalizationMatching matching = new NormalizationMatching(model)) {
      double loss = matching.lossAndGradient(images, IMAGES, gradient);
      assertThat(loss).isPositive();
      for (int trial = 0; trial < 5; trial++) {
        float[] direction = GraphSamples.normal(images.length, random);
        double slope = 0;
        for (int i = 0; i < images.length; i++) {
          slope += (double) gradient[i] * direction[i];
        }
        double above = matching.lossAndGradient(moved(images, direction, 1e-3f), IMAGES, unused);
        double below = matching.lossAndGradient(moved(images, direction, -1e-3f), IMAGES, unused);
        double difference = (above - below) / 2e-3;
        assertThat(slope).isCloseTo(difference, within(0.02 * Math.abs(difference) + 0.02));
      }
    }
  }

  private static float[] moved(float[] from, float[] direction, float step) {
    float[] to = from.clone();
    for (int i = 0; i < to.length; i++) {
      to[i] += step * direction[i];
    }
    return to;
  }

  @Test
  void aConvolutionBeforeTheNormalisationCounts() {
    // A convolution whose weights are 0 gives its bias everywhere: its mean is that, its spread 0.
    LayerGraph graph =
        new LayerGraph(
            TensorShape.image(2, 2, 2),
            List.of(
                GraphNode.of("conv", GraphOperation.Convolution.square(1, 1, 1, 0, 1), ""),
                GraphNode.of("bn", new GraphOperation.BatchNormalization(1e-5f), "conv"),
                GraphNode.of("fc", new GraphOperation.Linear(3), "bn")));
    GraphModel model = GraphSamples.model(graph, 5);
    model.weights().put("conv", Role.WEIGHTS, new float[2]);
    model.weights().put("conv", Role.BIAS, new float[] {100});
    float[] images = GraphSamples.normal(IMAGES * 2 * 4, random);
    double wanted = Math.sqrt(model.weights().get("bn", Role.VARIANCE)[0] + 1e-5f);
    double shift = 100 - model.weights().get("bn", Role.MEAN)[0];
    double spread = Math.sqrt(1e-5f) - wanted;
    double expected = shift * shift + spread * spread;
    try (NormalizationMatching matching = new NormalizationMatching(model)) {
      double loss = matching.lossAndGradient(images, IMAGES, new float[images.length]);
      // The image's own distance is a few units at most.
      assertThat(loss).isCloseTo(expected, within(10.0));
    }
  }

  @Test
  void rejectsANetworkWithoutNormalisations() {
    GraphModel folded =
        GraphSamples.model(GraphSamples.everything(ActivationFunction.RELU), 11).fold();
    assertThatThrownBy(() -> new NormalizationMatching(folded))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The network must have a batch normalisation.");
  }
}
