package org.codesign.sensitivity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.codesign.distillation.ActivationSource;
import org.codesign.engine.ConvolutionStyle;
import org.codesign.engine.LayerWeights;
import org.codesign.engine.NaiveNetwork;
import org.codesign.engine.NetworkWeights;
import org.codesign.network.BlockGeometry;
import org.codesign.network.BlockStructure;
import org.codesign.network.InvertedResidual;
import org.codesign.network.Layer;
import org.codesign.network.TensorShape;
import org.junit.jupiter.api.Test;

/**
 * Hutchinson's estimates against traces computed one diagonal element at a time by the naive twin.
 */
class BlockSensitivityTest {

  private static final int IMAGES = 4;
  private static final BlockGeometry GEOMETRY = BlockGeometry.of(TensorShape.image(4, 4, 4), 4, 1);
  private static final BlockStructure STRUCTURE = new InvertedResidual(3, 1, 1).structure(GEOMETRY);

  private final SplittableRandom random = new SplittableRandom(11);
  private final NetworkWeights weights = weights();
  private final float[] inputs = uniform(IMAGES * 64, 0, 1);
  private final float[] targets = uniform(IMAGES * 64, 0, 1);

  @Test
  void tracesLieWithinFourStandardErrorsOfTheFullDiagonal() throws Exception {
    List<LayerSensitivity> found =
        new BlockSensitivity(
                GEOMETRY, STRUCTURE, new BlockSensitivity.Settings(IMAGES, 300, IMAGES))
            .measure(
                weights,
                source(inputs),
                source(targets),
                new TreeSet<>(List.of(2, 4, 8)),
                new TreeSet<>(List.of(4, 8)),
                3);
    assertThat(found).hasSize(6);
    for (LayerSensitivity row : found) {
      double expected =
          row.tensor() == LayerSensitivity.Tensor.WEIGHTS
              ? weightTrace(row.layer())
              : activationTrace(row.layer());
      double error = Math.abs(row.trace().trace() - expected);
      assertThat(error)
          .as("%s %s: %s, exact %s", row.layer(), row.tensor(), row.trace(), expected)
          .isLessThan(4 * row.trace().standardError() + 0.02 * Math.abs(expected));
      assertThat(row.trace().standardError()).isLessThan(0.5 * Math.abs(expected));
    }
    assertThat(found.get(0).omega().get(2)).isGreaterThan(found.get(0).omega().get(8));
  }

  @Test
  void theSameSeedGivesTheSameBits() throws Exception {
    BlockSensitivity sensitivity =
        new BlockSensitivity(GEOMETRY, STRUCTURE, new BlockSensitivity.Settings(4, 2, 2));
    TreeSet<Integer> bits = new TreeSet<>(List.of(4));
    assertThat(sensitivity.measure(weights, source(inputs), source(targets), bits, bits, 3))
        .isEqualTo(sensitivity.measure(weights, source(inputs), source(targets), bits, bits, 3));
  }

  /** Second differences of the loss, weight by weight, in double precision sums. */
  private double weightTrace(String layer) {
    float[] values = weights.layer(layer).weights();
    double trace = 0;
    double step = 1e-2;
    double middle = loss();
    for (int i = 0; i < values.length; i++) {
      float original = values[i];
      values[i] = (float) (original + step);
      double forward = loss();
      values[i] = (float) (original - step);
      double backward = loss();
      values[i] = original;
      trace += (forward - 2 * middle + backward) / (step * step);
    }
    return trace;
  }

  /**
   * 2 ||J||^2 / power, column by column, by running the rest of the block on changed activations.
   */
  private double activationTrace(String layer) {
    int slot = STRUCTURE.path().stream().map(Layer::name).toList().indexOf(layer);
    double sum = 0;
    double step = 1e-2;
    for (int image = 0; image < IMAGES; image++) {
      float[] input = java.util.Arrays.copyOfRange(inputs, image * 64, (image + 1) * 64);
      int size = (int) STRUCTURE.path().get(slot).input().elements();
      for (int i = 0; i < size; i++) {
        float[] forward = from(slot, input, i, step);
        float[] backward = from(slot, input, i, -step);
        for (int o = 0; o < forward.length; o++) {
          double derivative = ((double) forward[o] - backward[o]) / (2 * step);
          sum += derivative * derivative;
        }
      }
    }
    return 2 * sum / IMAGES / power();
  }

  private float[] from(int slot, float[] input, int changed, double step) {
    float[] at = input.clone();
    for (int i = 0; i < STRUCTURE.path().size(); i++) {
      if (i == slot) {
        at[changed] += (float) step;
      }
      Layer layer = STRUCTURE.path().get(i);
      at =
          NaiveNetwork.convolution(
              layer, weights.layer(layer.name()), new ConvolutionStyle.Folded(), "", at);
      for (int j = 0; j < at.length && i < STRUCTURE.path().size() - 1; j++) {
        at[j] = Math.max(0, at[j]);
      }
    }
    for (int j = 0; j < at.length; j++) {
      at[j] = Math.max(0, at[j] + input[j]);
    }
    return at;
  }

  private double loss() {
    double sum = 0;
    for (int image = 0; image < IMAGES; image++) {
      float[] input = java.util.Arrays.copyOfRange(inputs, image * 64, (image + 1) * 64);
      float[] output =
          NaiveNetwork.block(STRUCTURE, weights, new ConvolutionStyle.Folded(), "", input);
      for (int i = 0; i < output.length; i++) {
        double difference = (double) output[i] - targets[image * 64 + i];
        sum += difference * difference;
      }
    }
    return sum / IMAGES / power();
  }

  private double power() {
    double sum = 0;
    for (float target : targets) {
      sum += (double) target * target;
    }
    return sum / IMAGES;
  }

  private NetworkWeights weights() {
    Map<String, LayerWeights> result = new LinkedHashMap<>();
    for (Layer layer : STRUCTURE.weightedLayers()) {
      float[] bias = uniform(layer.output().channels(), 0.3f, 0.6f);
      result.put(
          layer.name(), new LayerWeights(layer, uniform((int) layer.weights(), -0.1f, 0.5f), bias));
    }
    return new NetworkWeights(result);
  }

  private float[] uniform(int length, float low, float high) {
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = low + (high - low) * (float) random.nextDouble();
    }
    return values;
  }

  private static ActivationSource source(float[] values) {
    return new ActivationSource() {
      @Override
      public int count() {
        return IMAGES;
      }

      @Override
      public TensorShape shape() {
        return GEOMETRY.input();
      }

      @Override
      public void read(int first, int images, float[] target) {
        System.arraycopy(values, first * 64, target, 0, images * 64);
      }
    };
  }
}
