package org.codesign.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.codesign.data.DataException;
import org.codesign.graph.ActivationFunction;
import org.codesign.graph.GraphEngine;
import org.codesign.graph.GraphModel;
import org.codesign.graph.GraphSamples;
import org.codesign.graph.SampleLoss;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

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
                Map.of("GlobalAveragePool", "Foo", "MaxPool", "Bar"))
            .toByteArray();
    assertThatThrownBy(() -> OnnxReader.read(file, "x.onnx"))
        .isInstanceOf(DataException.class)
        .hasMessage(
            """
            The network x.onnx cannot be imported:
            The operator Bar of the node d is not supported.
            The operator Foo of the node g is not supported.\
            """);
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
            "The network x.onnx cannot be imported:\nThe node fc (Gemm): "
                + "The tensor fc.weight must hold 16106127360 values, not 45.");
  }
}
