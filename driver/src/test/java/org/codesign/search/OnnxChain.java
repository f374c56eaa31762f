package org.codesign.search;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;

/**
 * A network that the space cannot describe, for images of 28 x 28 grey pixels: convolutions with
 * batch normalisation and HardSwish, a depthwise one, and two branches that are joined; its head
 * has a hidden layer, and it ends in a softmax. Weights are random, and its classes are what comes
 * of them.
 */
final class OnnxChain {

  static final String BOUNDARIES = "[stem_out, block1_out, block2_out]";

  private final GraphProto.Builder graph = GraphProto.newBuilder().setName("chain");
  private final SplittableRandom random = new SplittableRandom(11);

  /**
   * The network.
   *
   * @param batch the number of images it takes at a time; 0 for any
   */
  static ModelProto of(int batch) {
    OnnxChain chain = new OnnxChain();
    chain.graph.addInput(value("picture", batch, 1, 28, 28));
    chain.convolution("stem", "picture", 1, 8, 3, 2, 1);
    chain.node("HardSwish", "stem_out", "stem_bn");
    chain.convolution("deep", "stem_out", 8, 8, 3, 1, 8);
    chain.node("Relu", "deep_out", "deep_bn");
    chain.convolution("left", "deep_out", 8, 4, 1, 1, 1);
    chain.convolution("right", "stem_out", 8, 4, 3, 1, 1);
    chain.node("Concat", "joined", "left_bn", "right_bn").addAttribute(integer("axis", 1));
    chain.node("Relu", "block1_out", "joined");
    chain.convolution("last", "block1_out", 8, 16, 3, 2, 1);
    chain.node("HardSwish", "block2_out", "last_bn");
    chain.node("GlobalAveragePool", "pooled", "block2_out");
    chain.node("Flatten", "flat", "pooled");
    chain.linear("hidden", "flat", 16, 24);
    chain.node("Relu", "hidden_out", "hidden");
    chain.linear("answer", "hidden_out", 24, 10);
    chain.node("Softmax", "probability", "answer").addAttribute(integer("axis", 1));
    chain.graph.addOutput(value("probability", batch, 10));
    return ModelProto.newBuilder()
        .setIrVersion(7)
        .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(14))
        .setGraph(chain.graph)
        .build();
  }

  /** Writes a model and returns its path. */
  static String write(ModelProto model, Path file) throws IOException {
    Files.write(file, model.toByteArray());
    return file.toString();
  }

  /** With batch normalisation as {@code NAME_bn}. */
  private void convolution(
      String name, String input, int in, int out, int kernel, int stride, int groups) {
    float range = (float) Math.sqrt(6.0 * groups / (in * kernel * kernel));
    tensor(name + "_w", -range, range, out, in / groups, kernel, kernel);
    NodeProto.Builder node = node("Conv", name, input, name + "_w");
    node.addAttribute(integers("kernel_shape", kernel, kernel));
    node.addAttribute(integers("strides", stride, stride));
    int pad = kernel / 2;
    node.addAttribute(integers("pads", pad, pad, pad, pad));
    node.addAttribute(integer("group", groups));
    tensor(name + "_scale", 0.75f, 1.25f, out);
    tensor(name + "_shift", -0.25f, 0.5f, out);
    tensor(name + "_mean", -0.1f, 0.1f, out);
    tensor(name + "_var", 0.5f, 1.5f, out);
    node(
        "BatchNormalization",
        name + "_bn",
        name,
        name + "_scale",
        name + "_shift",
        name + "_mean",
        name + "_var");
  }

  private void linear(String name, String input, int in, int out) {
    tensor(name + "_w", -1, 1, out, in);
    tensor(name + "_b", -0.5f, 0.5f, out);
    node("Gemm", name, input, name + "_w", name + "_b").addAttribute(integer("transB", 1));
  }

  private NodeProto.Builder node(String type, String output, String... inputs) {
    NodeProto.Builder node = graph.addNodeBuilder().setOpType(type).setName(output);
    node.addOutput(output);
    for (String input : inputs) {
      node.addInput(input);
    }
    return node;
  }

  private void tensor(String name, float low, float high, long... sizes) {
    TensorProto.Builder tensor = graph.addInitializerBuilder().setName(name);
    tensor.setDataType(TensorProto.DataType.FLOAT.getNumber());
    long count = 1;
    for (long size : sizes) {
      tensor.addDims(size);
      count *= size;
    }
    for (int i = 0; i < count; i++) {
      tensor.addFloatData((float) (low + (high - low) * random.nextDouble()));
    }
  }

  private static ValueInfoProto value(String name, int batch, long... sizes) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    if (batch > 0) {
      shape.addDimBuilder().setDimValue(batch);
    } else {
      shape.addDimBuilder().setDimParam("N");
    }
    for (long size : sizes) {
      shape.addDimBuilder().setDimValue(size);
    }
    TypeProto.Tensor.Builder type =
        TypeProto.Tensor.newBuilder()
            .setElemType(TensorProto.DataType.FLOAT.getNumber())
            .setShape(shape);
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(TypeProto.newBuilder().setTensorType(type))
        .build();
  }

  private static AttributeProto integer(String name, long value) {
    return AttributeProto.newBuilder().setName(name).setType(AttributeType.INT).setI(value).build();
  }

  private static AttributeProto integers(String name, long... values) {
    AttributeProto.Builder builder =
        AttributeProto.newBuilder().setName(name).setType(AttributeType.INTS);
    for (long value : values) {
      builder.addInts(value);
    }
    return builder.build();
  }
}
