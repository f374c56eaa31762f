package org.codesign.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.codesign.network.TensorShape;
import org.codesign.sensitivity.InputQuantizer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GraphEngineTest {

  private static final int IMAGES = 3;
  private static final int PIXELS = 3 * 6 * 6;
  private static final int[] LABELS = {2, 0, 1};

  private final SplittableRandom random = new SplittableRandom(7);
  private final float[] images = GraphSamples.normal(IMAGES * PIXELS, random);

  static Stream<ActivationFunction> functions() {
    return Stream.of(
        ActivationFunction.RELU,
        ActivationFunction.RELU6,
        ActivationFunction.HARD_SWISH,
        ActivationFunction.SIGMOID,
        new ActivationFunction(ActivationFunction.Kind.LEAKY, 0.1f, 0),
        new ActivationFunction(ActivationFunction.Kind.HARD_SIGMOID, 0.2f, 0.5f));
  }

  private static GraphEngine engine(GraphModel model) {
    return new GraphEngine(model, new SampleLoss.CrossEntropy(GraphSamples.CLASSES));
  }

  private float[] image(int i) {
    return Arrays.copyOfRange(images, i * PIXELS, (i + 1) * PIXELS);
  }

  private HyperDual sumOfLosses(NaiveGraph twin) {
    HyperDual sum = HyperDual.ZERO;
    for (int i = 0; i < IMAGES; i++) {
      sum = sum.plus(NaiveGraph.crossEntropy(twin.logits(image(i)), LABELS[i]));
    }
    return sum;
  }

  private static double dot(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (double) a[i] * b[i];
    }
    return sum;
  }

  private static void assertClose(double actual, double expected, double scale) {
    assertThat(actual).isCloseTo(expected, within(2e-4 * (Math.abs(expected) + scale)));
  }

  @ParameterizedTest
  @MethodSource("functions")
  void agreesWithItsTwinInHyperDualNumbers(ActivationFunction function) {
    GraphModel raw = GraphSamples.model(GraphSamples.everything(function), 11);
    for (GraphModel model : List.of(raw, raw.fold())) {
      try (GraphEngine engine = engine(model)) {
        double loss = engine.batch(images, LABELS, IMAGES);
        NaiveGraph twin = new NaiveGraph(model);
        assertClose(loss, sumOfLosses(twin).value(), 1e-2);
        for (int i = 0; i < IMAGES; i++) {
          HyperDual[] expected = twin.logits(image(i));
          for (int j = 0; j < GraphSamples.CLASSES; j++) {
            assertClose(engine.logits()[i * GraphSamples.CLASSES + j], expected[j].value(), 1e-2);
          }
        }
        checkDerivatives(engine, model, twin.layers());
        checkDerivatives(engine, model, twin.layers().subList(2, 3));
        checkDerivatives(engine, model, List.of(twin.layers().get(0), twin.layers().get(4)));
      }
    }
  }

  @Test
  void productsOfTensorsAgreeWithTheirTwin() {
    GraphModel model = GraphSamples.model(GraphSamples.gated(ActivationFunction.SIGMOID), 4);
    assertThat(model.isPiecewiseLinear()).isFalse();
    try (GraphEngine engine = engine(model)) {
      engine.batch(images, LABELS, IMAGES);
      NaiveGraph twin = new NaiveGraph(model);
      checkDerivatives(engine, model, twin.layers());
      for (String layer : twin.layers()) {
        checkDerivatives(engine, model, List.of(layer));
      }
      checkForms(engine, model);
    }
  }

  private void checkDerivatives(GraphEngine engine, GraphModel model, List<String> chosen) {
    int layers = engine.layers().size();
    float[][] u = new float[layers][];
    float[][] v = new float[layers][];
    float[][] product = new float[layers][];
    NaiveGraph twin = new NaiveGraph(model);
    double slope = 0;
    for (int layer = 0; layer < layers; layer++) {
      if (chosen.contains(engine.layers().get(layer).name())) {
        int length = Math.toIntExact(engine.layers().get(layer).parameters());
        u[layer] = GraphSamples.normal(length, random);
        v[layer] = GraphSamples.normal(length, random);
        product[layer] = new float[length];
        float[] gradient = new float[length];
        engine.addGradient(layer, gradient);
        slope += dot(gradient, u[layer]);
        twin.direct(engine.layers().get(layer).name(), u[layer], v[layer]);
      }
    }
    engine.addHessianProduct(v, product);
    double curvature = 0;
    for (int layer = 0; layer < layers; layer++) {
      curvature += u[layer] == null ? 0 : dot(u[layer], product[layer]);
    }
    HyperDual expected = sumOfLosses(twin);
    assertClose(slope, expected.first(), 0.1);
    assertClose(curvature, expected.both(), 0.1);
  }

  @Test
  void hasTheFullHessianOfASmallNetwork() {
    LayerGraph graph =
        new LayerGraph(
            TensorShape.image(2, 4, 4),
            List.of(
                GraphNode.of("a", GraphOperation.Convolution.square(2, 3, 1, 1, 1), ""),
                GraphNode.of(
                    "f", new GraphOperation.Activation(ActivationFunction.HARD_SWISH), "a"),
                GraphNode.of("g", new GraphOperation.GlobalAveragePool(), "f"),
                GraphNode.of("b", new GraphOperation.Linear(3), "g")));
    GraphModel model = GraphSamples.model(graph, 5);
    float[] image = GraphSamples.normal(32, random);
    int[] lengths = {36, 6};
    try (GraphEngine engine = engine(model)) {
      engine.batch(image, new int[] {1}, 1);
      for (int j = 0; j < 42; j++) {
        float[][] column = {new float[36], new float[6]};
        engine.addHessianProduct(unit(j, lengths), column);
        for (int i = 0; i < 42; i++) {
          NaiveGraph twin = new NaiveGraph(model);
          float[][] u = unit(i, lengths);
          float[][] v = unit(j, lengths);
          twin.direct("a", u[0], v[0]);
          twin.direct("b", u[1], v[1]);
          double expected = NaiveGraph.crossEntropy(twin.logits(image), 1).both();
          double actual = i < 36 ? column[0][i] : column[1][i - 36];
          assertThat(actual).isCloseTo(expected, within(1e-3 * Math.abs(expected) + 1e-6));
        }
      }
    }
  }

  private static float[][] unit(int index, int[] lengths) {
    float[][] result = {new float[lengths[0]], new float[lengths[1]]};
    result[index < lengths[0] ? 0 : 1][index < lengths[0] ? index : index - lengths[0]] = 1;
    return result;
  }

  @ParameterizedTest
  @MethodSource("functions")
  void givesQuadraticFormsImageByImage(ActivationFunction function) {
    GraphModel model = GraphSamples.model(GraphSamples.everything(function), 3);
    try (GraphEngine engine = engine(model)) {
      engine.batch(images, LABELS, IMAGES);
      checkForms(engine, model);
    }
  }

  private void checkForms(GraphEngine engine, GraphModel model) {
    for (int layer = 0; layer < engine.layers().size(); layer++) {
      String name = engine.layers().get(layer).name();
      int reads = Math.toIntExact(engine.layers().get(layer).inputElements());
      float[] signs = GraphSamples.normal(IMAGES * reads, random);
      float[] v =
          GraphSamples.normal(Math.toIntExact(engine.layers().get(layer).parameters()), random);
      double[] ofInputs = engine.inputCurvature(layer, signs);
      double[] ofWeights = engine.weightCurvature(layer, v);
      for (int i = 0; i < IMAGES; i++) {
        NaiveGraph moved = new NaiveGraph(model);
        HyperDual[] offset = new HyperDual[reads];
        for (int k = 0; k < reads; k++) {
          float z = signs[i * reads + k];
          offset[k] = new HyperDual(0, z, z, 0);
        }
        moved.inputOffsets.put(name, offset);
        assertClose(
            ofInputs[i], NaiveGraph.crossEntropy(moved.logits(image(i)), LABELS[i]).both(), 0.1);
        NaiveGraph turned = new NaiveGraph(model);
        turned.direct(name, v, v);
        assertClose(
            ofWeights[i], NaiveGraph.crossEntropy(turned.logits(image(i)), LABELS[i]).both(), 0.1);
      }
    }
  }

  @Test
  void unitVectorsOfTheLogitsGiveTheGaussNewtonMatrix() {
    GraphModel model = GraphSamples.model(GraphSamples.everything(ActivationFunction.RELU), 3);
    try (GraphEngine engine = engine(model)) {
      engine.batch(images, LABELS, IMAGES);
      int layers = engine.layers().size();
      for (int layer = 0; layer < layers; layer++) {
        int length = Math.toIntExact(engine.layers().get(layer).parameters());
        float[] v = GraphSamples.normal(length, random);
        double form = 0;
        for (int k = 0; k < IMAGES * GraphSamples.CLASSES; k++) {
          float[] unit = new float[IMAGES * GraphSamples.CLASSES];
          unit[k] = 1;
          float[][] column = new float[layers][];
          for (int i = 0; i < layers; i++) {
            column[i] = new float[Math.toIntExact(engine.layers().get(i).parameters())];
          }
          engine.addLogitGradient(unit, column);
          form += Math.pow(dot(column[layer], v), 2);
        }
        // The network is piecewise linear in the weights of a layer.
        double expected = Arrays.stream(engine.weightCurvature(layer, v)).sum();
        assertClose(form, expected, 0.1);
      }
    }
  }

  @Test
  void readsRoundedInputsUntilToldOtherwise() {
    GraphModel model = GraphSamples.model(GraphSamples.everything(ActivationFunction.RELU), 3);
    float[] rounded = images.clone();
    InputQuantizer quantizer = new InputQuantizer(-1, 1, 4);
    for (int i = 0; i < rounded.length; i++) {
      rounded[i] = quantizer.quantize(rounded[i]);
    }
    try (GraphEngine engine = engine(model)) {
      float[] plain = engine.forward(images, IMAGES);
      float[] expected = engine.forward(rounded, IMAGES);
      engine.quantizeInput(0, quantizer);
      assertThat(engine.forward(images, IMAGES)).isEqualTo(expected).isNotEqualTo(plain);
      engine.quantizeInput(0, null);
      assertThat(engine.forward(images, IMAGES)).isEqualTo(plain);
    }
  }

  @Test
  void takesOtherWeightsAndOtherBatches() {
    GraphModel model = GraphSamples.model(GraphSamples.everything(ActivationFunction.RELU), 3);
    try (GraphEngine engine = engine(model)) {
      float[] before = engine.forward(images, IMAGES);
      float[] weights = engine.weights(0);
      engine.setWeights(0, new float[weights.length]);
      assertThat(engine.forward(images, IMAGES)).isNotEqualTo(before);
      engine.setWeights(0, weights);
      assertThat(engine.forward(image(1), 1))
          .containsExactly(Arrays.copyOfRange(before, 3, 6), within(1e-5f));
      assertThatThrownBy(() -> engine.setWeights(0, new float[2]))
          .hasMessage("The weights (2 values) must have 108 values.");
    }
  }

  /** (S S')_ij of a loss at logits. */
  private static double square(SampleLoss loss, float[] z, int i, int j) {
    double sum = 0;
    for (int k = 0; k < z.length; k++) {
      float[] unit = new float[z.length];
      unit[k] = 1;
      float[] column = new float[z.length];
      loss.root(z, 0, unit, column);
      sum += (double) column[i] * column[j];
    }
    return sum;
  }

  @Test
  void distancesToStoredLogitsHaveTheirDerivatives() {
    StoredLogits teacher = new StoredLogits(GraphSamples.normal(12, random), 3);
    for (SampleLoss loss :
        List.of(new SampleLoss.KullbackLeibler(teacher), new SampleLoss.SquaredDistance(teacher))) {
      float[] z = {0.3f, -0.2f, 0.9f};
      float[] gradient = new float[3];
      var unused = loss.value(z, 0, 2, gradient);
      for (int j = 0; j < 3; j++) {
        float[] up = z.clone();
        float[] down = z.clone();
        up[j] += 1e-2f;
        down[j] -= 1e-2f;
        float[] above = new float[3];
        float[] below = new float[3];
        double rise = loss.value(up, 0, 2, above) - loss.value(down, 0, 2, below);
        assertThat(rise / (up[j] - down[j])).isCloseTo(gradient[j], within(1e-4));
        float[] unit = new float[3];
        unit[j] = 1;
        float[] product = new float[3];
        loss.product(z, 0, unit, product);
        for (int i = 0; i < 3; i++) {
          double bend = (above[i] - below[i]) / (up[j] - down[j]);
          assertThat((double) product[i]).isCloseTo(bend, within(1e-4));
          assertThat((double) product[i]).isCloseTo(square(loss, z, i, j), within(1e-5));
        }
      }
      assertThatThrownBy(() -> loss.value(z, 0, 4, gradient))
          .hasMessage("The row (4) must be in [0, 4).");
    }
  }
}
