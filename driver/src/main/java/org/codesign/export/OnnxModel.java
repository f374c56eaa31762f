package org.codesign.export;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import org.codesign.data.Normalization;
import org.codesign.engine.LayerWeights;
import org.codesign.engine.NetworkWeights;
import org.codesign.network.Backbone;
import org.codesign.network.Layer;
import org.codesign.network.Network;
import org.codesign.network.Shortcut;
import org.codesign.network.TensorShape;
import org.codesign.network.Window;

/**
 * A network in float as an ONNX model, operator set 13: from {@code image}, [N, C, H, W] with
 * values in [0, 1], through the normalisation of the images to {@code logits}, [N, classes]. Batch
 * normalisation is folded.
 */
public final class OnnxModel {

  private static final int IR_VERSION = 7;
  private static final int OPERATOR_SET = 13;

  private final GraphProto.Builder graph = GraphProto.newBuilder();
  private final NetworkWeights weights;

  private OnnxModel(NetworkWeights weights) {
    this.weights = weights;
  }

  /** The bytes of the model file; the same network and weights give the same bytes. */
  public static byte[] write(
      String name, Network network, NetworkWeights weights, Normalization normalization) {
    GraphProto graph = new OnnxModel(weights).build(name, network, normalization);
    return ModelProto.newBuilder()
        .setIrVersion(IR_VERSION)
        .setProducerName("spark-codesign")
        .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(OPERATOR_SET))
        .setGraph(graph)
        .build()
        .toByteArray();
  }

  private GraphProto build(String name, Network network, Normalization normalization) {
    Backbone backbone = network.backbone();
    TensorShape image = backbone.input();
    graph.setName(name);
    graph.addInput(value("image", image.channels(), image.height(), image.width()));
    graph.addOutput(value("logits", backbone.classes()));
    String at = relu(convolution(backbone.stem(), normalised(normalization)), "stem.relu");
    for (Network.NamedBlock block : network.blocks()) {
      at = block(block, at);
    }
    node("GlobalAveragePool", "pool", at);
    node("Flatten", "features", "pool");
    Layer classifier = backbone.classifier();
    LayerWeights values =
        parameters(classifier, classifier.output().channels(), classifier.input().channels());
    tensor(classifier.name() + ".bias", values.bias(), values.bias().length);
    node("Gemm", "logits", "features", classifier.name() + ".weight", classifier.name() + ".bias")
        .addAttribute(integer("transB", 1));
    return graph.build();
  }

  private String normalised(Normalization normalization) {
    int channels = normalization.means().size();
    float[] means = new float[channels];
    float[] deviations = new float[channels];
    for (int i = 0; i < channels; i++) {
      means[i] = (float) normalization.mean(i);
      deviations[i] = (float) normalization.standardDeviation(i);
    }
    tensor("mean", means, 1, channels, 1, 1);
    tensor("standard_deviation", deviations, 1, channels, 1, 1);
    node("Sub", "centred", "image", "mean");
    node("Div", "normalised", "centred", "standard_deviation");
    return "normalised";
  }

  private String block(Network.NamedBlock block, String input) {
    List<Layer> path = block.structure().path();
    if (path.isEmpty()) {
      return relu(input, block.position() + ".output");
    }
    String at = input;
    for (int i = 0; i < path.size(); i++) {
      Layer layer = path.get(i).withName(block.layerName(path.get(i)));
      at = convolution(layer, at);
      if (i < path.size() - 1) {
        at = relu(at, layer.name() + ".relu");
      }
    }
    Shortcut shortcut = block.structure().shortcut();
    if (!(shortcut instanceof Shortcut.None)) {
      String other = input;
      if (shortcut instanceof Shortcut.Projection projection) {
        Layer layer = projection.layer();
        other = convolution(layer.withName(block.layerName(layer)), input);
      }
      node("Add", block.position() + ".sum", at, other);
      at = block.position() + ".sum";
    }
    return relu(at, block.position() + ".output");
  }

  private String relu(String input, String output) {
    node("Relu", output, input);
    return output;
  }

  private String convolution(Layer layer, String input) {
    Window window = layer.window();
    int inputs = layer.input().channels() / window.groups();
    LayerWeights values =
        parameters(layer, layer.output().channels(), inputs, window.kernel(), window.kernel());
    tensor(layer.name() + ".bias", values.bias(), values.bias().length);
    int padding = window.padding();
    node("Conv", layer.name(), input, layer.name() + ".weight", layer.name() + ".bias")
        .addAttribute(integers("kernel_shape", window.kernel(), window.kernel()))
        .addAttribute(integers("strides", window.stride(), window.stride()))
        .addAttribute(integers("pads", padding, padding, padding, padding))
        .addAttribute(integer("group", window.groups()));
    return layer.name();
  }

  private LayerWeights parameters(Layer layer, int... shape) {
    LayerWeights values = weights.layer(layer.name());
    tensor(layer.name() + ".weight", values.weights(), shape);
    return values;
  }

  private NodeProto.Builder node(String operator, String output, String... inputs) {
    return graph
        .addNodeBuilder()
        .setOpType(operator)
        .setName(output)
        .addAllInput(Arrays.asList(inputs))
        .addOutput(output);
  }

  private void tensor(String name, float[] values, int... shape) {
    ByteBuffer bytes =
        ByteBuffer.allocate(Math.multiplyExact(4, values.length)).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    TensorProto.Builder tensor =
        graph
            .addInitializerBuilder()
            .setName(name)
            .setDataType(TensorProto.DataType.FLOAT.getNumber())
            .setRawData(ByteString.copyFrom(bytes));
    Arrays.stream(shape).forEach(tensor::addDims);
  }

  private static AttributeProto integer(String name, long value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.INT)
        .setI(value)
        .build();
  }

  private static AttributeProto integers(String name, long... values) {
    AttributeProto.Builder attribute =
        AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.INTS);
    Arrays.stream(values).forEach(attribute::addInts);
    return attribute.build();
  }

  /** A float tensor whose first size is the batch. */
  private static ValueInfoProto value(String name, int... sizes) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    shape.addDimBuilder().setDimParam("N");
    Arrays.stream(sizes).forEach(size -> shape.addDimBuilder().setDimValue(size));
    TypeProto.Tensor type =
        TypeProto.Tensor.newBuilder()
            .setElemType(TensorProto.DataType.FLOAT.getNumber())
            .setShape(shape)
            .build();
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(TypeProto.newBuilder().setTensorType(type))
        .build();
  }
}
