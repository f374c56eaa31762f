package org.codesign.sensitivity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.codesign.sensitivity.HutchinsonTrace.Grouping;
import org.junit.jupiter.api.Test;

/** Traces and eigenvalues against the whole Hessian of a small network. */
class CurvatureTest {

  private static final int INPUTS = 6;
  private static final int CLASSES = 4;
  private static final long SEED = 11;

  private final TinyNetwork network = new TinyNetwork(INPUTS, 5, CLASSES, 3);
  private final List<ImageShard> shards = shards(3, 10);

  static List<ImageShard> shards(int count, int images) {
    SplittableRandom random = new SplittableRandom(5);
    List<ImageShard> shards = new ArrayList<>();
    for (int s = 0; s < count; s++) {
      float[] pixels = new float[images * INPUTS];
      int[] labels = new int[images];
      for (int i = 0; i < pixels.length; i++) {
        pixels[i] = (float) random.nextDouble(-2, 2);
      }
      for (int i = 0; i < images; i++) {
        labels[i] = random.nextInt(CLASSES);
      }
      shards.add(new ImageShard(pixels, labels));
    }
    return shards;
  }

  @Test
  void manyProbesGiveTheTraceOfTheWholeHessian() {
    for (Grouping grouping : List.of(Grouping.ALL_LAYERS, Grouping.LAYER_BY_LAYER)) {
      List<TraceEstimate> traces = traces(new HutchinsonTrace(SEED, grouping), 4000);
      for (int layer = 0; layer < 2; layer++) {
        double exact = FullHessian.trace(FullHessian.of(network, layer, shards));
        TraceEstimate estimate = traces.get(layer);
        assertThat(estimate.trace()).isCloseTo(exact, within(3 * estimate.standardError()));
        assertThat(estimate.standardError()).isLessThan(0.05 * Math.abs(exact));
      }
    }
  }

  @Test
  void probesOfTheLogitsGiveTheTraceOfTheFisherMatrix() {
    List<TraceEstimate> traces = traces(new HutchinsonTrace(SEED, Grouping.LOGITS), 2000);
    for (int layer = 0; layer < 2; layer++) {
      double exact = FullHessian.fisherTrace(network, layer, shards);
      TraceEstimate estimate = traces.get(layer);
      assertThat(estimate.trace()).isCloseTo(exact, within(3 * estimate.standardError()));
      assertThat(estimate.standardError()).isLessThan(0.02 * exact);
    }
    // The logits are linear in the weights of the last layer.
    double hessian = FullHessian.trace(FullHessian.of(network, 1, shards));
    assertThat(FullHessian.fisherTrace(network, 1, shards)).isCloseTo(hessian, within(1e-6));
  }

  @Test
  void oneProbeALayerHasNoNoiseOfTheOtherLayers() {
    List<TraceEstimate> together = traces(new HutchinsonTrace(SEED, Grouping.ALL_LAYERS), 500);
    List<TraceEstimate> alone = traces(new HutchinsonTrace(SEED, Grouping.LAYER_BY_LAYER), 500);
    for (int layer = 0; layer < 2; layer++) {
      assertThat(alone.get(layer).standardError()).isLessThan(together.get(layer).standardError());
    }
  }

  @Test
  void aProbeIsTheSameInWhateverCompanyItIsComputed() {
    HutchinsonTrace hutchinson = new HutchinsonTrace(SEED, Grouping.ALL_LAYERS);
    double[][] four = hutchinson.ofWeights(network, shards.get(0), 0, 0, 4);
    double[][] last = hutchinson.ofWeights(network, shards.get(0), 0, 3, 1);
    assertThat(last[0]).containsExactly(four[3]);
    HutchinsonTrace logits = new HutchinsonTrace(SEED, Grouping.LOGITS);
    assertThat(logits.ofWeights(network, shards.get(0), 7, 3, 1)[0])
        .containsExactly(logits.ofWeights(network, shards.get(0), 7, 0, 4)[3]);
    double[][] inputs = hutchinson.ofActivations(network, shards.get(1), 10, 0, 4);
    assertThat(hutchinson.ofActivations(network, shards.get(1), 10, 3, 1)[0])
        .containsExactly(inputs[3]);
  }

  @Test
  void manyProbesGiveTheTraceWithRespectToInputs() {
    HutchinsonTrace hutchinson = new HutchinsonTrace(SEED, Grouping.ALL_LAYERS);
    ImageShard shard = shards.get(0);
    List<double[][]> samples = new ArrayList<>();
    samples.add(hutchinson.ofActivations(network, shard, 0, 0, 4000));
    for (int layer = 0; layer < 2; layer++) {
      TraceEstimate estimate = estimate(samples, layer, shard.count());
      double exact = exactInputTrace(shard, layer);
      assertThat(estimate.trace()).isCloseTo(exact, within(3.5 * estimate.standardError()));
    }
  }

  /** The sum over unit vectors of e^T H e, mean over images. */
  private double exactInputTrace(ImageShard shard, int layer) {
    shard.run(network);
    int elements = Math.toIntExact(network.layers().get(layer).inputElements());
    double sum = 0;
    for (int i = 0; i < elements; i++) {
      float[] unit = new float[shard.count() * elements];
      for (int n = 0; n < shard.count(); n++) {
        unit[n * elements + i] = 1;
      }
      for (double value : network.inputCurvature(layer, unit)) {
        sum += value;
      }
    }
    return sum / shard.count();
  }

  @Test
  void powerIterationFindsTheEigenvaluesOfTheWholeHessian() {
    PowerIteration iteration = new PowerIteration(new PowerIteration.Settings(3, 1e-7, 5000), SEED);
    for (int layer = 0; layer < 2; layer++) {
      double[] exact = FullHessian.eigenvalues(FullHessian.of(network, layer, shards));
      List<Eigenvalue> found = iteration.of(network, layer, shards);
      for (int k = 0; k < 3; k++) {
        assertThat(found.get(k).value()).isCloseTo(exact[k], within(1e-3 * Math.abs(exact[k])));
        assertThat(found.get(k).residual()).isLessThan(0.02 * Math.abs(exact[0]));
      }
    }
  }

  @Test
  void theStandardToleranceIsWithinTwoPercent() {
    PowerIteration iteration = new PowerIteration(new PowerIteration.Settings(1, 1e-3, 200), SEED);
    for (int layer = 0; layer < 2; layer++) {
      double exact = FullHessian.eigenvalues(FullHessian.of(network, layer, shards))[0];
      Eigenvalue found = iteration.of(network, layer, shards).get(0);
      assertThat(found.value()).isCloseTo(exact, within(0.02 * Math.abs(exact)));
      assertThat(found.iterations()).isLessThan(100);
    }
  }

  @Test
  void refusesSettingsWithoutSense() {
    assertThatThrownBy(() -> new PowerIteration.Settings(0, 1e-3, 9))
        .hasMessage("The eigenvalues (0), tolerance (0.001) and iterations (9) must be positive.");
  }

  @Test
  void fewProbesOrNoisyOnesGoOn() {
    StoppingRule rule = new StoppingRule(0.1);
    assertThat(rule.isMet(List.of(new TraceEstimate(10, 0.5, 8)))).isTrue();
    assertThat(rule.isMet(List.of(new TraceEstimate(10, 0.5, 7)))).isFalse();
    assertThat(rule.isMet(List.of(new TraceEstimate(10, 1.5, 8)))).isFalse();
    assertThat(new StoppingRule(0).isMet(List.of(new TraceEstimate(10, 0, 8)))).isFalse();
  }

  @Test
  void aNegativeTraceIsJudgedByItsMagnitudeAndASmallOneByTheSum() {
    StoppingRule rule = new StoppingRule(0.1);
    TraceEstimate large = new TraceEstimate(1000, 10, 20);
    assertThat(rule.isMet(List.of(large, new TraceEstimate(-50, 4, 20)))).isTrue();
    assertThat(rule.isMet(List.of(large, new TraceEstimate(-50, 6, 20)))).isFalse();
    // Pure noise about zero never settles by itself, and need not below a thousandth of the sum.
    assertThat(rule.isMet(List.of(large, new TraceEstimate(-0.01, 0.09, 20)))).isTrue();
    assertThat(rule.isMet(List.of(large, new TraceEstimate(-0.01, 0.2, 20)))).isFalse();
    assertThat(rule.isMet(List.of(new TraceEstimate(-0.01, 0.2, 20)))).isFalse();
    assertThatThrownBy(() -> new StoppingRule(1))
        .hasMessage("The tolerance (1.0) must be in [0, 1).");
  }

  @Test
  void oneOfSoManyImagesIsTakenInOrder() {
    ImageShard odd = shards.get(0).every(3, 1);
    assertThat(odd.count()).isEqualTo(3);
    assertThat(odd.label(1)).isEqualTo(shards.get(0).label(4));
    assertThatThrownBy(() -> new ImageShard(new float[5], new int[2]))
        .hasMessage("The labels (2) must divide the pixels (5).");
  }

  private List<TraceEstimate> traces(HutchinsonTrace hutchinson, int probes) {
    List<double[][]> samples = new ArrayList<>();
    for (ImageShard shard : shards) {
      samples.add(hutchinson.ofWeights(network, shard, 0, 0, probes));
    }
    return List.of(estimate(samples, 0, 30), estimate(samples, 1, 30));
  }

  private static TraceEstimate estimate(List<double[][]> shards, int layer, int images) {
    double[] means = new double[shards.get(0).length];
    for (double[][] shard : shards) {
      for (int probe = 0; probe < means.length; probe++) {
        means[probe] += shard[probe][layer] / images;
      }
    }
    return TraceEstimate.of(means);
  }
}
