package org.codesign.export;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Replaces QONNX's Quant nodes by standard operators that compute the same, clip(round(x / step),
 * lowest, highest) * step, so that ONNX Runtime, which does not know Quant, can run the model.
 */
final class QuantLowering {

  private final GraphProto.Builder graph;
  private final Map<String, TensorProto> tensors = new HashMap<>();

  private QuantLowering(GraphProto source) {
    this.graph = source.toBuilder().clearNode();
    source.getInitializerList().forEach(tensor -> tensors.put(tensor.getName(), tensor));
  }

  /**
   * The model with standard operators only.
   *
   * @throws IOException with the reason as the rest of a sentence
   */
  static byte[] lower(byte[] qonnx) throws IOException {
    ModelProto model;
    try {
      model = ModelProto.parseFrom(qonnx);
    } catch (InvalidProtocolBufferException e) {
      throw new IOException("it is no ONNX model", e);
    }
    QuantLowering lowering = new QuantLowering(model.getGraph());
    for (NodeProto node : model.getGraph().getNodeList()) {
      if (QonnxStyle.QUANT.equals(node.getOpType())) {
        lowering.quant(node);
      } else {
        lowering.graph.addNode(node);
      }
    }
    lowering.dropUnread();
    ModelProto.Builder result = model.toBuilder().setGraph(lowering.graph).clearOpsetImport();
    model.getOpsetImportList().stream()
        .filter(set -> !set.getDomain().equals(QonnxStyle.DOMAIN))
        .forEach(result::addOpsetImport);
    return result.build().toByteArray();
  }

  private void quant(NodeProto node) throws IOException {
    int bits = (int) scalar(node.getInput(3));
    if (scalar(node.getInput(2)) != 0 || bits < 2 || bits > 32) {
      throw new IOException(
          "its %s has %d bits and zero point %s"
              .formatted(node.getName(), bits, scalar(node.getInput(2))));
    }
    boolean isSigned = attribute(node, "signed") == 1;
    long highest = (1L << (isSigned ? bits - 1 : bits)) - 1;
    long lowest = isSigned ? -highest - (attribute(node, "narrow") == 1 ? 0 : 1) : 0;
    String name = node.getOutput(0);
    String step = node.getInput(1);
    constant(name + ".lowest", (float) lowest);
    constant(name + ".highest", (float) highest);
    add("Div", name + ".ratio", node.getInput(0), step);
    add("Round", name + ".round", name + ".ratio");
    add("Clip", name + ".clip", name + ".round", name + ".lowest", name + ".highest");
    add("Mul", name, name + ".clip", step);
  }

  /** Zero points and bits are read by no standard operator, and the runtime warns of each. */
  private void dropUnread() {
    Set<String> read = new HashSet<>();
    graph.getNodeList().forEach(node -> read.addAll(node.getInputList()));
    List<TensorProto> constants = List.copyOf(graph.getInitializerList());
    graph.clearInitializer();
    constants.stream()
        .filter(constant -> read.contains(constant.getName()))
        .forEach(graph::addInitializer);
  }

  private void add(String operator, String output, String... inputs) {
    graph
        .addNodeBuilder()
        .setOpType(operator)
        .setName(output)
        .addAllInput(List.of(inputs))
        .addOutput(output);
  }

  private void constant(String name, float value) {
    graph
        .addInitializerBuilder()
        .setName(name)
        .setDataType(DataType.FLOAT.getNumber())
        .addFloatData(value);
  }

  private float scalar(String name) throws IOException {
    TensorProto tensor = tensors.get(name);
    if (tensor == null || tensor.getRawData().size() != Float.BYTES) {
      throw new IOException("its " + name + " is no number");
    }
    return tensor
        .getRawData()
        .asReadOnlyByteBuffer()
        .order(java.nio.ByteOrder.LITTLE_ENDIAN)
        .getFloat();
  }

  private static long attribute(NodeProto node, String name) {
    return node.getAttributeList().stream()
        .filter(attribute -> attribute.getName().equals(name))
        .mapToLong(AttributeProto::getI)
        .findFirst()
        .orElse(0);
  }
}
