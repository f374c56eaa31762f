package org.codesign.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.codesign.data.DataException;
import org.codesign.graph.ActivationFunction;
import org.codesign.graph.GraphModel;
import org.codesign.graph.GraphSamples;
import org.codesign.network.TensorShape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CuttableModelTest {

  private static final TensorShape SMALL = TensorShape.image(4, 6, 6);
  private static final CutPoints CUT =
      new CutPoints("image", 0, List.of("a.act"), "fc", List.of(SMALL, TensorShape.vector(3)));

  private static ModelProto everything(OnnxSamples.Constants constants) {
    GraphModel model =
        GraphSamples.model(GraphSamples.everything(ActivationFunction.HARD_SWISH), 3);
    return OnnxSamples.write(model, constants);
  }

  private static CuttableModel cuttable(ModelProto model) {
    return CuttableModel.parse(model.toByteArray(), "test.onnx");
  }

  @ParameterizedTest
  @EnumSource(OnnxSamples.Constants.class)
  void knowsItsTensorsWhereverTheWeightsStand(OnnxSamples.Constants constants) {
    CuttableModel model = cuttable(everything(constants));
    assertThat(model.tensors()).contains("stem", "stem.act", "cat.act", "fc");
    assertThat(model.tensors()).doesNotContain("image", "stem.weight");
    assertThat(model.inputs())
        .containsExactly(new CuttableModel.Input("image", true, List.of(-1L, 3L, 6L, 6L)));
    assertThat(model.logits()).isEqualTo("fc");
    assertThat(model.external()).isEmpty();
  }

  /** Weights and biases of five layers, and four rows for each of two normalisations. */
  @ParameterizedTest
  @EnumSource(OnnxSamples.Constants.class)
  void countsTheBytesOfItsConstants(OnnxSamples.Constants constants) {
    int stem = 4 * 3 * 9 + 4 + 16;
    int a = 4 * 2 * 9 + 4;
    int b = 4 * 9 + 4 + 16;
    int c = 5 * 4 * 6 + 5;
    int e = 6 * 54 + 6;
    int fc = 3 * 15 + 3;
    assertThat(cuttable(everything(constants)).constantBytes())
        .isEqualTo(4L * (stem + a + b + c + e + fc));
  }

  @Test
  void theLogitsAreBeforeASoftmax() {
    ModelProto.Builder model = everything(OnnxSamples.Constants.INITIALIZERS).toBuilder();
    GraphProto.Builder graph = model.getGraphBuilder();
    graph.addNode(NodeProto.newBuilder().setOpType("Softmax").addInput("fc").addOutput("softmax"));
    graph.addNode(
        NodeProto.newBuilder().setOpType("Identity").addInput("softmax").addOutput("probability"));
    graph.clearOutput().addOutput(ValueInfoProto.newBuilder().setName("probability"));
    assertThat(cuttable(model.build()).logits()).isEqualTo("fc");
  }

  @Test
  void knowsWhatFollowsFromWhat() {
    CuttableModel model = cuttable(everything(OnnxSamples.Constants.INITIALIZERS));
    assertThat(model.follows("fc", "stem.act")).isTrue();
    assertThat(model.follows("fc", "a.act")).isTrue();
    assertThat(model.follows("stem.act", "fc")).isFalse();
    assertThat(model.follows("c", "d")).isFalse();
    assertThat(model.follows("c", "c")).isFalse();
  }

  @Test
  void aTailHasNothingThatItDoesNotNeed() throws Exception {
    CuttableModel model = cuttable(everything(OnnxSamples.Constants.INITIALIZERS));
    CuttableModel.Tail tail = model.tail("sum.act", SMALL, CUT);
    assertThat(tail.readsImage()).isFalse();
    GraphProto graph = ModelProto.parseFrom(tail.model()).getGraph();
    assertThat(graph.getInputList()).extracting(ValueInfoProto::getName).containsExactly("sum.act");
    assertThat(graph.getNodeList()).extracting(node -> node.getOutput(0)).doesNotContain("stem");
    assertThat(graph.getInitializerList())
        .extracting(TensorProto::getName)
        .contains("fc.weight")
        .doesNotContain("stem.weight");
  }

  @Test
  void aTailReadsTheImageWhereSomethingPassesTheBoundaryBy() throws Exception {
    CuttableModel model = cuttable(everything(OnnxSamples.Constants.INITIALIZERS));
    CuttableModel.Tail tail = model.tail("a.act", SMALL, CUT);
    assertThat(tail.readsImage()).isTrue();
    assertThat(ModelProto.parseFrom(tail.model()).getGraph().getInputList())
        .extracting(ValueInfoProto::getName)
        .containsExactly("a.act", "image");
  }

  @Test
  void namesConstantsInOtherFiles() {
    ModelProto.Builder model = everything(OnnxSamples.Constants.INITIALIZERS).toBuilder();
    model
        .getGraphBuilder()
        .getInitializerBuilder(0)
        .setDataLocation(TensorProto.DataLocation.EXTERNAL);
    assertThat(cuttable(model.build()).external()).containsExactly("stem.weight");
  }

  @Test
  void refusesWhatIsNoModel() {
    byte[] text = "not a model at all".getBytes(StandardCharsets.UTF_8);
    assertThatThrownBy(() -> CuttableModel.parse(text, "a.onnx"))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith("The file a.onnx is no ONNX model");
    assertThatThrownBy(() -> CuttableModel.parse(new byte[0], "a.onnx"))
        .isInstanceOf(DataException.class)
        .hasMessage("The file a.onnx is no ONNX model with nodes and outputs.");
  }
}
