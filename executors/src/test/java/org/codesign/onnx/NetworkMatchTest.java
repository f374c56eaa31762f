package org.codesign.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.codesign.data.DataException;
import org.codesign.engine.ConvolutionStyle;
import org.codesign.engine.GraphWeights;
import org.codesign.engine.Graphs;
import org.codesign.engine.NativeArrays;
import org.codesign.engine.NetworkWeights;
import org.codesign.graph.ActivationFunction;
import org.codesign.graph.GraphEngine;
import org.codesign.graph.GraphModel;
import org.codesign.graph.GraphNode;
import org.codesign.graph.GraphOperation;
import org.codesign.graph.GraphOperation.Convolution;
import org.codesign.graph.GraphSamples;
import org.codesign.graph.LayerGraph;
import org.codesign.graph.SampleLoss;
import org.codesign.network.Backbone;
import org.codesign.network.BlockGeometry;
import org.codesign.network.Layer;
import org.codesign.network.Network;
import org.codesign.network.ResidualConvolution;
import org.codesign.network.TensorShape;
import org.codesign.network.Window;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Random residual networks with batch normalisation, in foreign names. */
class NetworkMatchTest {

  private static final TensorShape IMAGE = TensorShape.image(3, 6, 6);
  private static final int IMAGES = 5;

  private static Network network(int wide) {
    Layer stem = Layer.convolution("stem", IMAGE, 4, Window.same(3, 1));
    BlockGeometry first = BlockGeometry.of(stem.output(), 4, 1);
    BlockGeometry second = BlockGeometry.of(first.output(), wide, 2);
    Backbone backbone = new Backbone(IMAGE, stem, List.of(first, second), GraphSamples.CLASSES);
    ResidualConvolution residual = new ResidualConvolution(3, 1);
    return new Network(
        backbone,
        List.of(
            new Network.NamedBlock("a", residual.structure(first)),
            new Network.NamedBlock("b", residual.structure(second))));
  }

  /** The same network with eight channels in its second block and a function at its end. */
  private static GraphModel model(ActivationFunction last) {
    List<GraphNode> n = new ArrayList<>();
    String at = rectified(n, "in", normalized(n, "in", 4, 3, 1, ""), ActivationFunction.RELU);
    String inner = rectified(n, "u1", normalized(n, "u1", 4, 3, 1, at), ActivationFunction.RELU);
    String outer = normalized(n, "u2", 4, 3, 1, inner);
    n.add(new GraphNode("plus", new GraphOperation.Add(), List.of(at, outer)));
    at = rectified(n, "u", "plus", ActivationFunction.RELU);
    String shortcut = normalized(n, "v0", 8, 1, 2, at);
    inner = rectified(n, "v1", normalized(n, "v1", 8, 3, 2, at), ActivationFunction.RELU);
    outer = normalized(n, "v2", 8, 3, 1, inner);
    n.add(new GraphNode("plus2", new GraphOperation.Add(), List.of(outer, shortcut)));
    at = rectified(n, "v", "plus2", last);
    n.add(GraphNode.of("mean", new GraphOperation.GlobalAveragePool(), at));
    n.add(GraphNode.of("fc", new GraphOperation.Linear(GraphSamples.CLASSES), "mean"));
    return GraphSamples.model(new LayerGraph(IMAGE, n), 5);
  }

  private static String normalized(
      List<GraphNode> nodes, String name, int channels, int kernel, int stride, String from) {
    nodes.add(
        GraphNode.of(name, Convolution.square(channels, kernel, stride, kernel / 2, 1), from));
    nodes.add(GraphNode.of(name + ".n", new GraphOperation.BatchNormalization(1e-5f), name));
    return name + ".n";
  }

  private static String rectified(
      List<GraphNode> nodes, String name, String from, ActivationFunction function) {
    nodes.add(GraphNode.of(name + ".r", new GraphOperation.Activation(function), from));
    return name + ".r";
  }

  private static double[] probabilities(float[] logits, int image) {
    double[] values = new double[GraphSamples.CLASSES];
    double sum = 0;
    for (int i = 0; i < values.length; i++) {
      values[i] = Math.exp(logits[image * values.length + i]);
      sum += values[i];
    }
    for (int i = 0; i < values.length; i++) {
      values[i] /= sum;
    }
    return values;
  }

  @Test
  void theNetworkOfTheWeightsAnswersAsTheImportedOne() {
    GraphModel model =
        OnnxReader.read(
            OnnxSamples.write(model(ActivationFunction.RELU), OnnxSamples.Constants.NODES)
                .toByteArray(),
            "x.onnx");
    Network network = network(8);
    NetworkWeights weights = NetworkMatch.weights(model, network, "x.onnx");
    var graph = Graphs.network(network, new ConvolutionStyle.Folded(), Graphs.Training.NONE);
    GraphWeights.load(graph, "", network.weightedLayers(), weights);
    float[] pixels = GraphSamples.normal(IMAGES * 108, new SplittableRandom(3));
    INDArray answers = graph.outputSingle(Nd4j.create(pixels, new long[] {IMAGES, 3, 6, 6}, 'c'));
    float[] found = NativeArrays.values(answers);
    try (GraphEngine engine =
        new GraphEngine(model, new SampleLoss.CrossEntropy(GraphSamples.CLASSES))) {
      float[] logits = engine.forward(pixels, IMAGES);
      for (int image = 0; image < IMAGES; image++) {
        double[] expected = probabilities(logits, image);
        for (int i = 0; i < expected.length; i++) {
          assertThat((double) found[image * expected.length + i])
              .isCloseTo(expected[i], org.assertj.core.api.Assertions.within(1e-5));
        }
      }
    }
  }

  @Test
  void namesTheFirstDifference() {
    assertThatThrownBy(() -> NetworkMatch.weights(model(ActivationFunction.RELU), network(16), "x"))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "The network x must have one convolution (3 x 3, stride 2, padding 1) to 16 channels for the teacher's b.conv1 after u.r, but has 0.");
    ActivationFunction leaky = new ActivationFunction(ActivationFunction.Kind.LEAKY, 0.1f, 0);
    assertThatThrownBy(() -> NetworkMatch.weights(model(leaky), network(8), "x"))
        .isInstanceOf(DataException.class)
        .hasMessage("The network x must have one ReLU after plus2, but has 0.");
  }

  @Test
  void refusesOtherImages() {
    Layer stem = Layer.convolution("stem", TensorShape.image(1, 6, 6), 4, Window.same(3, 1));
    BlockGeometry geometry = BlockGeometry.of(stem.output(), 4, 1);
    Network grey =
        new Network(
            new Backbone(stem.input(), stem, List.of(geometry), 3),
            List.of(
                new Network.NamedBlock("a", new ResidualConvolution(3, 1).structure(geometry))));
    assertThatThrownBy(() -> NetworkMatch.weights(model(ActivationFunction.RELU), grey, "x"))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith("The network x reads images of the shape ");
  }
}
