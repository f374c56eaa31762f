package org.codesign.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.codesign.engine.ConvolutionStyle.LayerQuantization;
import org.codesign.network.BlockGeometry;
import org.codesign.network.BlockStructure;
import org.codesign.network.Layer;
import org.codesign.network.Shortcut;
import org.codesign.network.TensorShape;
import org.codesign.network.Window;
import org.codesign.quantization.BitWidths;
import org.codesign.quantization.SymmetricQuantizer;
import org.codesign.quantization.UnsignedQuantizer;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;

/** Two pointwise layers on single pixels, whose straight-through gradients are short formulas. */
class QuantizedGraphTest {

  private static final int INPUTS = 3;
  private static final int HIDDEN = 5;
  private static final int OUTPUTS = 2;
  private static final BitWidths BITS = new BitWidths(3, 4);
  private static final float FIRST_RANGE = 0.9f;
  private static final float SECOND_RANGE = 0.35f;
  private static final TensorShape PIXEL = TensorShape.image(INPUTS, 1, 1);
  private static final Layer FIRST = Layer.convolution("a", PIXEL, HIDDEN, Window.POINTWISE);
  private static final Layer SECOND =
      Layer.convolution("b", FIRST.output(), OUTPUTS, Window.POINTWISE);
  private static final BlockStructure STRUCTURE =
      new BlockStructure(List.of(FIRST, SECOND), new Shortcut.None());
  private static final BlockGeometry GEOMETRY = BlockGeometry.of(PIXEL, OUTPUTS, 1);

  private final SplittableRandom random = new SplittableRandom(12);
  private final NetworkWeights weights = GraphsTest.randomWeights(STRUCTURE.path(), random);

  private ComputationGraph graph(Graphs.Training training) {
    Map<String, LayerQuantization> layers =
        Map.of(
            "block.a", new LayerQuantization(BITS, FIRST_RANGE),
            "block.b", new LayerQuantization(BITS, SECOND_RANGE));
    ComputationGraph graph =
        Graphs.block(GEOMETRY, STRUCTURE, new ConvolutionStyle.Quantized(layers), training);
    GraphWeights.load(graph, "block.", STRUCTURE.path(), weights);
    return graph;
  }

  private static float[] quantized(float[] values, float range) {
    float scale = UnsignedQuantizer.scale(range, BITS.activationBits());
    float[] result = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      result[i] = UnsignedQuantizer.quantize(values[i], scale, BITS.activationBits());
    }
    return result;
  }

  private float[] quantizedWeights(String layer) {
    float[] values = weights.layer(layer).weights().clone();
    SymmetricQuantizer.quantizePerChannel(
        values, weights.layer(layer).outputChannels(), BITS.weightBits());
    return values;
  }

  private static float[] multiply(float[] matrix, float[] bias, float[] input) {
    float[] result = bias.clone();
    for (int row = 0; row < result.length; row++) {
      for (int column = 0; column < input.length; column++) {
        result[row] += matrix[row * input.length + column] * input[column];
      }
    }
    return result;
  }

  /** The forward and backward pass of one pixel, written out. */
  private final class Formula {
    final double[] first = new double[HIDDEN * INPUTS];
    final double[] second = new double[OUTPUTS * HIDDEN];
    final double[] secondBias = new double[OUTPUTS];
    double loss;

    Formula(float[] input, float[] target) {
      float[] read = quantized(input, FIRST_RANGE);
      float[] hidden = multiply(quantizedWeights("a"), weights.layer("a").bias(), read);
      float[] codes = quantized(hidden, SECOND_RANGE);
      float[] wide = quantizedWeights("b");
      float[] output = multiply(wide, weights.layer("b").bias(), codes);
      for (int o = 0; o < OUTPUTS; o++) {
        double error = Math.max(0, output[o]) - target[o];
        loss += error * error;
        double delta = output[o] > 0 ? 2 * error : 0;
        secondBias[o] = delta;
        for (int h = 0; h < HIDDEN; h++) {
          second[o * HIDDEN + h] = delta * codes[h];
          boolean passes = hidden[h] > 0 && hidden[h] < SECOND_RANGE;
          for (int i = 0; i < INPUTS && passes; i++) {
            first[h * INPUTS + i] += delta * wide[o * HIDDEN + h] * read[i];
          }
        }
      }
    }
  }

  @Test
  void gradientsAreThoseOfTheStraightThroughFormulas() {
    ComputationGraph graph = graph(Graphs.Training.NONE);
    int active = 0;
    for (int i = 0; i < 40; i++) {
      float[] input = GraphsTest.uniform(INPUTS, 0, 1, random);
      float[] target = GraphsTest.uniform(OUTPUTS, 0, 1, random);
      Formula expected = new Formula(input, target);
      graph.setInput(0, Nd4j.create(input, new long[] {1, INPUTS, 1, 1}, 'c'));
      graph.setLabel(0, Nd4j.create(target, new long[] {1, OUTPUTS, 1, 1}, 'c'));
      graph.computeGradientAndScore();
      assertThat(graph.score()).isCloseTo(expected.loss, within(1e-5));
      agrees(gradient(graph, "block.a_W"), expected.first);
      agrees(gradient(graph, "block.b_W"), expected.second);
      agrees(gradient(graph, "block.b_b"), expected.secondBias);
      active += java.util.Arrays.stream(expected.first).anyMatch(g -> g != 0) ? 1 : 0;
    }
    assertThat(active).isGreaterThan(10);
  }

  private static float[] gradient(ComputationGraph graph, String parameter) {
    return graph.gradient().getGradientFor(parameter).dup('c').data().asFloat();
  }

  private static void agrees(float[] found, double[] expected) {
    assertThat(found).hasSameSizeAs(expected);
    for (int i = 0; i < found.length; i++) {
      assertThat((double) found[i]).isCloseTo(expected[i], within(1e-5));
    }
  }

  @Test
  void trainingMovesTheWeightsThemselvesNotTheirQuantizedValues() {
    ComputationGraph graph = graph(new Graphs.Training(new Adam(1e-4), 0));
    INDArray x = Nd4j.create(GraphsTest.uniform(24, 0, 1, random), new long[] {8, INPUTS, 1, 1});
    INDArray y = Nd4j.create(GraphsTest.uniform(16, 0, 1, random), new long[] {8, OUTPUTS, 1, 1});
    graph.fit(new INDArray[] {x}, new INDArray[] {y});
    float[] moved = GraphWeights.read(graph, "block.", STRUCTURE.path()).layer("b").weights();
    float[] before = weights.layer("b").weights();
    assertThat(moved).isNotEqualTo(before);
    assertThat(moved).containsExactly(before, org.assertj.core.data.Offset.offset(1.1e-4f));
  }

  @Test
  void aConfigurationSurvivesJson() {
    ComputationGraph graph = graph(new Graphs.Training(adam(), 1e-4));
    String json = graph.getConfiguration().toJson();
    ComputationGraphConfiguration read = ComputationGraphConfiguration.fromJson(json);
    assertThat(read.toJson()).isEqualTo(json);
    assertThat(read).isEqualTo(graph.getConfiguration());
    ComputationGraph other = new ComputationGraph(read);
    other.init();
    other.setParams(graph.params());
    INDArray x = Nd4j.create(GraphsTest.uniform(24, 0, 1, random), new long[] {8, INPUTS, 1, 1});
    assertThat(other.outputSingle(x.dup())).isEqualTo(graph.outputSingle(x.dup()));
  }

  @Test
  void aModelSurvivesItsZipFileAndTrainsOnAlike() throws IOException {
    ComputationGraph graph = graph(new Graphs.Training(adam(), 0));
    INDArray x = Nd4j.create(GraphsTest.uniform(24, 0, 1, random), new long[] {8, INPUTS, 1, 1});
    INDArray y = Nd4j.create(GraphsTest.uniform(16, 0, 1, random), new long[] {8, OUTPUTS, 1, 1});
    graph.fit(new INDArray[] {x}, new INDArray[] {y});
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ModelSerializer.writeModel(graph, bytes, true);
    ComputationGraph read =
        ModelSerializer.restoreComputationGraph(new ByteArrayInputStream(bytes.toByteArray()));
    for (int step = 0; step < 3; step++) {
      graph.fit(new INDArray[] {x}, new INDArray[] {y});
      read.fit(new INDArray[] {x}, new INDArray[] {y});
    }
    assertThat(read.params()).isEqualTo(graph.params());
  }

  private static Adam adam() {
    return Adam.builder().learningRateSchedule(new CosineSchedule(0.01, 50)).build();
  }

  @Test
  void quantizesActivationsAsTheQuantizerDoes() {
    for (int bits = 2; bits <= 8; bits++) {
      float[] values = GraphsTest.uniform(400, -0.5f, 2, random);
      QuantizedRelu relu = new QuantizedRelu(bits, 1.3f);
      float[] found = relu.getActivation(Nd4j.createFromArray(values), false).data().asFloat();
      float scale = UnsignedQuantizer.scale(1.3f, bits);
      for (int i = 0; i < values.length; i++) {
        assertThat(found[i]).isEqualTo(UnsignedQuantizer.quantize(values[i], scale, bits));
      }
    }
  }

  @Test
  void theGradientStopsOutsideTheRange() {
    INDArray in = Nd4j.createFromArray(-1f, 0f, 0.01f, 0.99f, 1f, 2f);
    INDArray gradient =
        new QuantizedRelu(4, 1)
            .backprop(in, Nd4j.createFromArray(1f, 2f, 3f, 4f, 5f, 6f))
            .getFirst();
    assertThat(gradient.data().asFloat()).containsExactly(0, 0, 3, 4, 0, 0);
  }

  @Test
  void rejectsRangesThatCoverNothing() {
    for (float range : new float[] {0, -1, Float.NaN, Float.POSITIVE_INFINITY}) {
      assertThatThrownBy(() -> new QuantizedRelu(4, range))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("The range (" + range + ") of an activation must be positive and finite.");
    }
  }
}
