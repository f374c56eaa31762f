package org.codesign.onnx;

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
import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.codesign.graph.ActivationFunction;
import org.codesign.graph.GraphModel;
import org.codesign.graph.GraphNode;
import org.codesign.graph.GraphOperation;
import org.codesign.graph.GraphWeights.Role;
import org.codesign.graph.LayerGraph;
import org.codesign.network.TensorShape;

/** Graphs as ONNX models, as other tools write them. */
final class OnnxSamples {

  /** Where the weights stand. */
  enum Constants {
    INITIALIZERS,
    NODES
  }

  private final GraphProto.Builder graph = GraphProto.newBuilder().setName("g");
  private final GraphModel model;
  private final Constants constants;
  private final Map<String, TensorShape> shapes;

  private OnnxSamples(GraphModel model, Constants constants) {
    this.model = model;
    this.constants = constants;
    this.shapes = model.graph().shapes();
  }

  static ModelProto write(GraphModel model, Constants constants) {
    return new OnnxSamples(model, constants).write();
  }

  static ModelProto rename(ModelProto model, Map<String, String> operators) {
    ModelProto.Builder copy = model.toBuilder();
    for (NodeProto.Builder node : copy.getGraphBuilder().getNodeBuilderList()) {
      node.setOpType(operators.getOrDefault(node.getOpType(), node.getOpType()));
    }
    return copy.build();
  }

  static ModelProto resize(ModelProto model, String tensor, long size) {
    ModelProto.Builder copy = model.toBuilder();
    for (TensorProto.Builder it : copy.getGraphBuilder().getInitializerBuilderList()) {
      if (it.getName().equals(tensor)) {
        it.setDims(0, size);
      }
    }
    return copy.build();
  }

  /** With other attributes of a node; those of the same name are replaced. */
  static ModelProto change(ModelProto model, String node, AttributeProto... attributes) {
    List<String> names = Arrays.stream(attributes).map(AttributeProto::getName).toList();
    ModelProto.Builder copy = model.toBuilder();
    for (NodeProto.Builder it : copy.getGraphBuilder().getNodeBuilderList()) {
      if (it.getName().equals(node)) {
        List<AttributeProto> kept =
            it.getAttributeList().stream().filter(old -> !names.contains(old.getName())).toList();
        it.clearAttribute().addAllAttribute(kept).addAllAttribute(Arrays.asList(attributes));
      }
    }
    return copy.build();
  }

  /** Paddings that follow from the input, instead of those of the node. */
  static ModelProto pad(ModelProto model, String node, String automatic) {
    ModelProto.Builder copy = model.toBuilder();
    for (NodeProto.Builder it : copy.getGraphBuilder().getNodeBuilderList()) {
      if (it.getName().equals(node)) {
        List<AttributeProto> kept =
            it.getAttributeList().stream().filter(old -> !old.getName().equals("pads")).toList();
        it.clearAttribute().addAllAttribute(kept).addAttribute(text("auto_pad", automatic));
      }
    }
    return copy.build();
  }

  /** With the output of a node multiplied by a constant for those that read it. */
  static ModelProto scale(ModelProto model, String node, float[] factors, long... sizes) {
    ModelProto.Builder copy = model.toBuilder();
    GraphProto.Builder graph = copy.getGraphBuilder();
    List<NodeProto> nodes = new ArrayList<>();
    for (NodeProto it : graph.getNodeList()) {
      NodeProto.Builder reading = it.toBuilder();
      for (int i = 0; i < it.getInputCount(); i++) {
        if (it.getInput(i).equals(node)) {
          reading.setInput(i, node + ".scaled");
        }
      }
      nodes.add(reading.build());
      if (it.getOutput(0).equals(node)) {
        nodes.add(
            NodeProto.newBuilder()
                .setOpType("Mul")
                .addInput(node)
                .addInput("factor")
                .addOutput(node + ".scaled")
                .build());
      }
    }
    TensorProto.Builder tensor =
        TensorProto.newBuilder()
            .setName("factor")
            .setDataType(TensorProto.DataType.FLOAT.getNumber());
    for (long size : sizes) {
      tensor.addDims(size);
    }
    for (float factor : factors) {
      tensor.addFloatData(factor);
    }
    graph.clearNode().addAllNode(nodes).addInitializer(tensor);
    return copy.build();
  }

  private ModelProto write() {
    graph.addInput(value("image", -1, 3, 6, 6));
    for (GraphNode node : model.graph().nodes()) {
      add(node);
    }
    graph.addOutput(value("fc", -1, 3));
    return ModelProto.newBuilder()
        .setIrVersion(7)
        .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(14))
        .setGraph(graph)
        .build();
  }

  private static ValueInfoProto value(String name, long... sizes) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (long size : sizes) {
      TensorShapeProto.Dimension.Builder dimension = shape.addDimBuilder();
      if (size < 0) {
        dimension.setDimParam("N");
      } else {
        dimension.setDimValue(size);
      }
    }
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            TypeProto.newBuilder()
                .setTensorType(
                    TypeProto.Tensor.newBuilder()
                        .setElemType(TensorProto.DataType.FLOAT.getNumber())
                        .setShape(shape)))
        .build();
  }

  private NodeProto.Builder node(GraphNode node, String type) {
    NodeProto.Builder builder =
        graph.addNodeBuilder().setOpType(type).setName(node.name()).addOutput(node.name());
    for (String input : node.inputs()) {
      builder.addInput(input.equals(LayerGraph.INPUT) ? "image" : input);
    }
    return builder;
  }

  private void add(GraphNode node) {
    GraphOperation operation = node.operation();
    TensorShape in = shapes.get(node.inputs().get(0));
    if (operation instanceof GraphOperation.Convolution it) {
      String kernel =
          tensor(
              node,
              Role.WEIGHTS,
              ".weight",
              it.outChannels(),
              in.channels() / it.groups(),
              it.kernelHeight(),
              it.kernelWidth());
      String bias = tensor(node, Role.BIAS, ".bias", it.outChannels());
      NodeProto.Builder builder = node(node, "Conv").addInput(kernel).addInput(bias);
      builder.addAttribute(integers("pads", it.top(), it.left(), it.bottom(), it.right()));
      builder.addAttribute(integers("strides", it.strideHeight(), it.strideWidth()));
      builder.addAttribute(integers("dilations", it.dilationHeight(), it.dilationWidth()));
      builder.addAttribute(integer("group", it.groups()));
    } else if (operation instanceof GraphOperation.Linear it) {
      GraphNode flat = new GraphNode(node.name() + ".flat", operation, node.inputs());
      node(flat, "Flatten");
      int features = Math.toIntExact(in.elements());
      String kernel = tensor(node, Role.WEIGHTS, ".weight", it.outFeatures(), features);
      String bias = tensor(node, Role.BIAS, ".bias", it.outFeatures());
      node(GraphNode.of(node.name(), operation, flat.name()), "Gemm")
          .addInput(kernel)
          .addInput(bias)
          .addAttribute(integer("transB", 1));
    } else if (operation instanceof GraphOperation.BatchNormalization it) {
      int channels = in.channels();
      String scale = tensor(node, Role.SCALE, ".scale", channels);
      String shift = tensor(node, Role.SHIFT, ".shift", channels);
      String mean = tensor(node, Role.MEAN, ".mean", channels);
      String variance = tensor(node, Role.VARIANCE, ".var", channels);
      node(node, "BatchNormalization")
          .addInput(scale)
          .addInput(shift)
          .addInput(mean)
          .addInput(variance)
          .addAttribute(real("epsilon", it.epsilon()));
    } else if (operation instanceof GraphOperation.Activation it) {
      activation(node, it.function());
    } else if (operation instanceof GraphOperation.Pool it) {
      pool(node, it);
    } else if (operation instanceof GraphOperation.Concat) {
      concat(node);
    } else if (operation instanceof GraphOperation.Multiply) {
      node(node, "Mul");
    } else {
      node(node, operation instanceof GraphOperation.Add ? "Add" : "GlobalAveragePool");
    }
  }

  /** ONNX joins tensors of one rank only. */
  private void concat(GraphNode node) {
    boolean flat = shapes.get(node.name()).height() == 1;
    if (!flat) {
      node(node, "Concat").addAttribute(integer("axis", 1));
      return;
    }
    NodeProto.Builder builder = NodeProto.newBuilder().setOpType("Concat").setName(node.name());
    for (String input : node.inputs()) {
      GraphNode reshaped = GraphNode.of(input + ".vector", node.operation(), input);
      node(reshaped, "Flatten");
      builder.addInput(reshaped.name());
    }
    graph.addNode(builder.addOutput(node.name()).addAttribute(integer("axis", 1)));
  }

  private void activation(GraphNode node, ActivationFunction function) {
    switch (function.kind()) {
      case LEAKY -> {
        if (function.low() == 0) {
          node(node, "Relu");
        } else {
          node(node, "LeakyRelu").addAttribute(real("alpha", function.low()));
        }
      }
      case CLIP -> {
        put(node.name() + ".min", new float[] {function.low()});
        put(node.name() + ".max", new float[] {function.high()});
        node(node, "Clip").addInput(node.name() + ".min").addInput(node.name() + ".max");
      }
      case HARD_SWISH -> node(node, "HardSwish");
      case HARD_SIGMOID ->
          node(node, "HardSigmoid")
              .addAttribute(real("alpha", function.low()))
              .addAttribute(real("beta", function.high()));
      case SIGMOID -> node(node, "Sigmoid");
    }
  }

  private void pool(GraphNode node, GraphOperation.Pool it) {
    NodeProto.Builder builder = node(node, it.maximum() ? "MaxPool" : "AveragePool");
    builder.addAttribute(integers("kernel_shape", it.kernelHeight(), it.kernelWidth()));
    builder.addAttribute(integers("strides", it.strideHeight(), it.strideWidth()));
    builder.addAttribute(integers("pads", it.top(), it.left(), it.bottom(), it.right()));
  }

  private String tensor(GraphNode node, Role role, String suffix, long... sizes) {
    put(node.name() + suffix, model.weights().get(node.name(), role), sizes);
    return node.name() + suffix;
  }

  private void put(String name, float[] values, long... sizes) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder().setName(name).setDataType(TensorProto.DataType.FLOAT.getNumber());
    for (long size : sizes) {
      tensor.addDims(size);
    }
    IntStream.range(0, values.length).forEach(i -> tensor.addFloatData(values[i]));
    if (constants == Constants.INITIALIZERS) {
      graph.addInitializer(tensor);
    } else {
      graph
          .addNodeBuilder()
          .setOpType("Constant")
          .setName(name)
          .addOutput(name)
          .addAttribute(
              AttributeProto.newBuilder()
                  .setName("value")
                  .setType(AttributeType.TENSOR)
                  .setT(tensor));
    }
  }

  static AttributeProto text(String name, String value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeType.STRING)
        .setS(ByteString.copyFromUtf8(value))
        .build();
  }

  static AttributeProto integer(String name, long value) {
    return AttributeProto.newBuilder().setName(name).setType(AttributeType.INT).setI(value).build();
  }

  private static AttributeProto real(String name, float value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeType.FLOAT)
        .setF(value)
        .build();
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
