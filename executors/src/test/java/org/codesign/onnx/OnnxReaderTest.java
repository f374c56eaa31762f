package org.codesign.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.codesign.graph.ActivationFunction.Kind.HARD_SIGMOID;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.codesign.data.DataException;
import org.codesign.graph.ActivationFunction;
import org.codesign.graph.GraphEngine;
import org.codesign.graph.GraphModel;
import org.codesign.graph.GraphNode;
import org.codesign.graph.GraphOperation;
import org.codesign.graph.GraphOperation.Convolution;
import org.codesign.graph.GraphOperation.GlobalAveragePool;
import org.codesign.graph.GraphOperation.Pool;
import org.codesign.graph.GraphSamples;
import org.codesign.graph.LayerGraph;
import org.codesign.graph.SampleLoss;
import org.codesign.network.TensorShape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class OnnxReaderTest {

  private static final int IMAGES = 4;

  static Stream<ActivationFunction> functions() {
    return Stream.of(
        ActivationFunction.RELU,
        ActivationFunction.RELU6,
        ActivationFunction.HARD_SWISH,
        ActivationFunction.SIGMOID,
        new ActivationFunction(ActivationFunction.Kind.LEAKY, 0.1f, 0),
        new ActivationFunction(ActivationFunction.Kind.HARD_SIGMOID, 0.2f, 0.5f));
  }

  @ParameterizedTest
  @MethodSource("functions")
  void givesTheOutputsOfOnnxRuntime(ActivationFunction function) throws Exception {
    GraphModel model = GraphSamples.model(GraphSamples.everything(function), 21);
    float[] images = GraphSamples.normal(IMAGES * 3 * 6 * 6, new SplittableRandom(1));
    for (OnnxSamples.Constants constants : OnnxSamples.Constants.values()) {
      byte[] file = OnnxSamples.write(model, constants).toByteArray();
      float[] expected = runtime(file, images);
      GraphModel read = OnnxReader.read(file, "test.onnx");
      for (GraphModel variant : new GraphModel[] {read, read.fold()}) {
        try (GraphEngine engine =
            new GraphEngine(variant, new SampleLoss.CrossEntropy(GraphSamples.CLASSES))) {
          assertThat(engine.forward(images, IMAGES)).containsExactly(expected, within(1e-4f));
        }
      }
    }
  }

  /** Windows that need a bit of padding before or behind, or go over the end. */
  private static LayerGraph windows() {
    List<GraphNode> n = new ArrayList<>();
    n.add(GraphNode.of("a", Convolution.square(4, 3, 2, 1, 1), LayerGraph.INPUT));
    n.add(GraphNode.of("b", new Convolution(5, 2, 3, 1, 1, 1, 1, 1, 1, 0, 1, 1), "a"));
    n.add(GraphNode.of("c", new Pool(true, 2, 2, 2, 2, 0, 0, 0, 0, false), "b"));
    n.add(GraphNode.of("d", Convolution.square(4, 1, 1, 0, 1), LayerGraph.INPUT));
    n.add(GraphNode.of("e", new Pool(false, 3, 3, 2, 2, 1, 0, 1, 0, false), "d"));
    n.add(GraphNode.of("g", new GlobalAveragePool(), "c"));
    n.add(GraphNode.of("h", new GlobalAveragePool(), "e"));
    n.add(new GraphNode("both", new GraphOperation.Concat(), List.of("g", "h")));
    n.add(GraphNode.of("fc", new GraphOperation.Linear(GraphSamples.CLASSES), "both"));
    return new LayerGraph(TensorShape.image(3, 6, 6), n);
  }

  private static void assertSame(ModelProto file) throws Exception {
    float[] images = GraphSamples.normal(IMAGES * 3 * 6 * 6, new SplittableRandom(1));
    float[] expected = runtime(file.toByteArray(), images);
    GraphModel read = OnnxReader.read(file.toByteArray(), "test.onnx");
    try (GraphEngine engine =
        new GraphEngine(read, new SampleLoss.CrossEntropy(GraphSamples.CLASSES))) {
      assertThat(engine.forward(images, IMAGES)).containsExactly(expected, within(1e-4f));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"NOTSET", "VALID", "SAME_UPPER", "SAME_LOWER"})
  void findsPaddingsThatTheInputImplies(String automatic) throws Exception {
    ModelProto file =
        OnnxSamples.write(GraphSamples.model(windows(), 8), OnnxSamples.Constants.INITIALIZERS);
    if (automatic.equals("NOTSET")) {
      assertSame(file);
      return;
    }
    assertSame(OnnxSamples.pad(file, "e", automatic));
    if (!automatic.equals("VALID")) {
      for (String node : List.of("a", "b", "c")) {
        assertSame(OnnxSamples.pad(file, node, automatic));
        file = OnnxSamples.pad(file, node, automatic);
      }
      assertSame(file);
    }
  }

  @Test
  void windowsMayGoOverTheEnd() throws Exception {
    ModelProto file =
        OnnxSamples.write(GraphSamples.model(windows(), 8), OnnxSamples.Constants.INITIALIZERS);
    for (String node : List.of("c", "e")) {
      ModelProto over = OnnxSamples.change(file, node, OnnxSamples.integer("ceil_mode", 1));
      assertSame(over);
      assertThat(OnnxReader.read(over.toByteArray(), "x").graph().shapes().get(node))
          .isNotEqualTo(OnnxReader.read(file.toByteArray(), "x").graph().shapes().get(node));
    }
  }

  @Test
  void readsProductsOfTensors() throws Exception {
    for (ActivationFunction gate :
        List.of(ActivationFunction.SIGMOID, new ActivationFunction(HARD_SIGMOID, 0.2f, 0.5f))) {
      GraphModel model = GraphSamples.model(GraphSamples.gated(gate), 21);
      assertSame(OnnxSamples.write(model, OnnxSamples.Constants.INITIALIZERS));
    }
  }

  @Test
  void aConstantFactorBelongsToTheLayerBefore() throws Exception {
    GraphModel model = GraphSamples.model(GraphSamples.everything(ActivationFunction.RELU), 21);
    ModelProto file = OnnxSamples.write(model, OnnxSamples.Constants.INITIALIZERS);
    float[] four = {0.5f, -2, 3, 1};
    assertSame(OnnxSamples.scale(file, "a", new float[] {0.25f}));
    assertSame(OnnxSamples.scale(file, "a", four, 1, 4, 1, 1));
    assertSame(OnnxSamples.scale(file, "stem.bn", four, 4, 1, 1));
    byte[] within = OnnxSamples.scale(file, "a", new float[] {1, 2, 3, 4, 5, 6}, 6).toByteArray();
    assertThatThrownBy(() -> OnnxReader.read(within, "x.onnx"))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("the constant must not differ within a channel.");
    byte[] alone = OnnxSamples.scale(file, "a.act", new float[] {2}, 1).toByteArray();
    assertThatThrownBy(() -> OnnxReader.read(alone, "x.onnx"))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("a constant may only multiply a layer or a batch normalisation.");
  }

  private static float[] runtime(byte[] file, float[] images) throws Exception {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession session = environment.createSession(file);
        OnnxTensor input =
            OnnxTensor.createTensor(
                environment, FloatBuffer.wrap(images), new long[] {IMAGES, 3, 6, 6});
        OrtSession.Result result = session.run(Map.of("image", input))) {
      FloatBuffer values = ((OnnxTensor) result.get(0)).getFloatBuffer();
      float[] logits = new float[values.remaining()];
      values.get(logits);
      return logits;
    }
  }

  @Test
  void namesAllThatIsNotSupportedAtOnce() {
    GraphModel model = GraphSamples.model(GraphSamples.everything(ActivationFunction.RELU), 21);
    byte[] file =
        OnnxSamples.rename(
                OnnxSamples.write(model, OnnxSamples.Constants.INITIALIZERS),
                Map.of("GlobalAveragePool", "Foo", "AveragePool", "Foo", "MaxPool", "Bar"))
            .toByteArray();
    assertThatThrownBy(() -> OnnxReader.read(file, "x.onnx"))
        .isInstanceOf(DataException.class)
        .hasMessage("The network x.onnx cannot be imported: Not supported: Bar (d), Foo (p, g).");
  }

  @Test
  void rejectsWhatIsNoNetwork() {
    assertThatThrownBy(() -> OnnxReader.read(new byte[] {9, 9, 9}, "x.onnx"))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith("The file x.onnx is no ONNX model: ");
    assertThatThrownBy(() -> OnnxReader.read(new byte[0], "x.onnx"))
        .isInstanceOf(DataException.class)
        .hasMessage("The file x.onnx is no ONNX model with nodes and outputs.");
  }

  @Test
  void rejectsTensorsOfAnotherSizeThanTheySay() {
    GraphModel model = GraphSamples.model(GraphSamples.everything(ActivationFunction.RELU), 21);
    byte[] file =
        OnnxSamples.resize(
                OnnxSamples.write(model, OnnxSamples.Constants.INITIALIZERS), "fc.weight", 1 << 30)
            .toByteArray();
    assertThatThrownBy(() -> OnnxReader.read(file, "x.onnx"))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "The network x.onnx cannot be imported: The node fc (Gemm): "
                + "The tensor fc.weight must hold 16106127360 values, not 45.");
  }
}
