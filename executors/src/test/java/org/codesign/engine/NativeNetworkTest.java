package org.codesign.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.codesign.network.Backbone;
import org.codesign.network.BlockGeometry;
import org.codesign.network.InvertedResidual;
import org.codesign.network.Layer;
import org.codesign.network.Network;
import org.codesign.network.Operator;
import org.codesign.network.ResidualConvolution;
import org.codesign.network.TensorShape;
import org.codesign.network.Window;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Nesterovs;

/** Whole networks with shortcuts as programs, against the same graphs run by Deeplearning4j. */
class NativeNetworkTest {

  private static final TensorShape IMAGE = new TensorShape(1, 3, 12, 12);

  static Stream<Operator> operators() {
    return Stream.of(
        new ResidualConvolution(3, 1),
        new InvertedResidual(5, 3, 1),
        new InvertedResidual(3, 6, 1));
  }

  @ParameterizedTest
  @MethodSource("operators")
  void trainsAndAnswersAsDeeplearning4jDoes(Operator operator) {
    ComputationGraph ours = graph(operator);
    ComputationGraph theirs = new ComputationGraph(ours.getConfiguration().clone());
    theirs.init(ours.params().dup(), false);
    for (int step = 0; step < 3; step++) {
      INDArray images = images(step == 2 ? 1 : 5, step);
      INDArray labels = labels(images.size(0));
      theirs.fit(new INDArray[] {images}, new INDArray[] {labels});
      ours.fit(new INDArray[] {images}, new INDArray[] {labels});
      assertThat(ours.score()).isCloseTo(theirs.score(), within(1e-4 * theirs.score()));
      assertClose(ours.getFlattenedGradients(), theirs.getFlattenedGradients());
      ours.params().assign(theirs.params());
      assertClose(ours.outputSingle(images), theirs.outputSingle(images));
    }
  }

  @Test
  void trainingAgainGivesTheSameBits() {
    ComputationGraph first = graph(new InvertedResidual(5, 3, 1));
    ComputationGraph second = graph(new InvertedResidual(5, 3, 1));
    for (int step = 0; step < 4; step++) {
      for (ComputationGraph graph : List.of(first, second)) {
        graph.fit(new INDArray[] {images(6, step)}, new INDArray[] {labels(6)});
      }
    }
    assertThat(second.params()).isEqualTo(first.params());
    assertThat(second.outputSingle(images(4, 9))).isEqualTo(first.outputSingle(images(4, 9)));
  }

  @Test
  void aSavedModelIsDeeplearning4jsOwn() throws IOException {
    ComputationGraph graph = graph(new ResidualConvolution(3, 1));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ModelSerializer.writeModel(graph, bytes, true);
    ComputationGraph read =
        ModelSerializer.restoreComputationGraph(new ByteArrayInputStream(bytes.toByteArray()));
    assertThat(read.getClass()).isEqualTo(ComputationGraph.class);
    INDArray images = images(3, 1);
    assertClose(graph.outputSingle(images), read.outputSingle(images));
  }

  @Test
  void aGraphWithOtherLayersIsRunByDeeplearning4j() {
    NativeEngine.start();
    var configuration =
        new NeuralNetConfiguration.Builder()
            .seed(1)
            .updater(new Nesterovs(0.01, 0.9))
            .graphBuilder()
            .addInputs("input")
            .setInputTypes(InputType.convolutional(12, 12, 3))
            .addLayer(
                "tanh",
                new ConvolutionLayer.Builder(3, 3).nOut(4).activation(Activation.TANH).build(),
                "input")
            .addLayer(
                "output",
                new OutputLayer.Builder().nOut(3).activation(Activation.SOFTMAX).build(),
                "tanh")
            .setOutputs("output")
            .build();
    ComputationGraph ours = new NativeGraph(configuration);
    ours.init();
    ComputationGraph theirs = new ComputationGraph(configuration.clone());
    theirs.init(ours.params().dup(), false);
    for (ComputationGraph graph : List.of(ours, theirs)) {
      graph.fit(new INDArray[] {images(4, 1)}, new INDArray[] {labels(4)});
    }
    assertThat(ours.params()).isEqualTo(theirs.params());
  }

  private static ComputationGraph graph(Operator operator) {
    Layer stem = Layer.convolution("stem", IMAGE, 10, Window.same(3, 1));
    BlockGeometry first = BlockGeometry.of(stem.output(), 10, 1);
    BlockGeometry second = BlockGeometry.of(first.output(), 17, 2);
    Network network =
        new Network(
            new Backbone(IMAGE, stem, List.of(first, second), 3),
            List.of(
                new Network.NamedBlock("first", operator.structure(first)),
                new Network.NamedBlock("second", operator.structure(second))));
    ComputationGraph graph =
        Graphs.network(
            network,
            new ConvolutionStyle.Normalised(),
            new Graphs.Training(new Nesterovs(0.01, 0.9), 1e-4));
    WeightInitializer.initialise(graph, "", network.weightedLayers(), 7);
    return graph;
  }

  private static INDArray images(long count, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] values = new float[(int) count * 3 * 12 * 12];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (random.nextDouble() * 2 - 1);
    }
    return Nd4j.create(values, new long[] {count, 3, 12, 12}, 'c');
  }

  private static INDArray labels(long count) {
    INDArray labels = Nd4j.zeros(count, 3);
    for (int i = 0; i < count; i++) {
      labels.putScalar(i, i % 3, 1);
    }
    return labels;
  }

  private static org.assertj.core.data.Offset<Double> within(double distance) {
    return org.assertj.core.data.Offset.offset(distance);
  }

  /** The largest difference, relative to the largest value. */
  private static void assertClose(INDArray ours, INDArray theirs) {
    double scale = theirs.amaxNumber().doubleValue();
    assertThat(ours.sub(theirs).amaxNumber().doubleValue()).isLessThan(1e-4 * scale);
  }
}
