package org.codesign.onnx;

import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.codesign.graph.ActivationFunction;
import org.codesign.graph.GraphNode;
import org.codesign.graph.GraphOperation;
import org.codesign.graph.GraphOperation.Convolution;
import org.codesign.graph.GraphWeights;
import org.codesign.graph.GraphWeights.Role;
import org.codesign.graph.LayerGraph;
import org.codesign.graph.NodeShape;
import org.codesign.network.TensorShape;

/**
 * ONNX nodes as nodes of a graph. A layer has the name of its weights without ".weight", other
 * nodes that of their output. What cannot be imported becomes a problem, a line for each node.
 */
final class OnnxNodes {

  private static final String NOT_SUPPORTED = "not supported";
  private static final int MOST_LABELS = 5;

  /** What a factor multiplies; the second is by channels. */
  private static final Map<Class<? extends GraphOperation>, List<Role>> SCALED =
      Map.of(
          Convolution.class, List.of(Role.WEIGHTS, Role.BIAS),
          GraphOperation.Linear.class, List.of(Role.WEIGHTS, Role.BIAS),
          GraphOperation.BatchNormalization.class, List.of(Role.SCALE, Role.SHIFT));

  private final OnnxTensors tensors;
  private final Map<String, String> names = new HashMap<>();
  private final List<GraphNode> nodes = new ArrayList<>();
  private final Set<String> taken = new HashSet<>();
  private final GraphWeights weights = new GraphWeights();
  private final Map<String, TensorShape> shapes = new HashMap<>();
  private final Map<String, List<String>> unsupported = new TreeMap<>();
  private final List<String> problems = new ArrayList<>();

  /**
   * Nothing yet but the image.
   *
   * @param shape of the image, if the file says
   */
  OnnxNodes(OnnxTensors tensors, String image, Optional<TensorShape> shape) {
    this.tensors = tensors;
    names.put(image, LayerGraph.INPUT);
    shape.ifPresent(it -> shapes.put(LayerGraph.INPUT, it));
  }

  /**
   * What cannot be imported: operators in one line, each with its nodes, and a line for the rest.
   */
  List<String> problems() {
    List<String> all = new ArrayList<>();
    if (!unsupported.isEmpty()) {
      List<String> operators = new ArrayList<>();
      unsupported.forEach(
          (operator, labels) -> operators.add(operator + " (" + named(labels) + ")"));
      all.add("Not supported: " + String.join(", ", operators) + ".");
    }
    all.addAll(problems);
    return all;
  }

  private static String named(List<String> labels) {
    List<String> first = labels.subList(0, Math.min(labels.size(), MOST_LABELS));
    String rest =
        labels.size() > MOST_LABELS ? " and %d more".formatted(labels.size() - MOST_LABELS) : "";
    return String.join(", ", first) + rest;
  }

  List<GraphNode> nodes() {
    return nodes;
  }

  GraphWeights weights() {
    return weights;
  }

  /** The name of the node that gives a tensor. */
  String name(String tensor) {
    String name = names.get(tensor);
    if (name == null) {
      throw new IllegalArgumentException("No node gives the tensor %s.".formatted(tensor));
    }
    return name;
  }

  void add(NodeProto node) {
    if (node.getOutputCount() == 0) {
      problems.add("The node %s has no output.".formatted(node.getName()));
      return;
    }
    try {
      convert(node, new OnnxAttributes(node));
    } catch (IllegalArgumentException | ArithmeticException | IndexOutOfBoundsException e) {
      if (NOT_SUPPORTED.equals(e.getMessage())) {
        unsupported.computeIfAbsent(node.getOpType(), key -> new ArrayList<>()).add(label(node));
      } else {
        problems.add(
            "The node %s (%s): %s".formatted(label(node), node.getOpType(), e.getMessage()));
      }
    }
    // Later nodes are looked at even where this one failed.
    names.putIfAbsent(node.getOutput(0), node.getOutput(0));
  }

  private static String label(NodeProto node) {
    return node.getName().isEmpty() ? node.getOutput(0) : node.getName();
  }

  private void convert(NodeProto node, OnnxAttributes attributes) {
    switch (node.getOpType()) {
      case "Constant" -> {}
      case "Identity", "Dropout", "Flatten", "Softmax", "LogSoftmax" -> pass(node, attributes);
      case "Reshape" -> reshape(node);
      case "Conv" -> convolution(node, attributes);
      case "Gemm" -> gemm(node, attributes);
      case "MatMul" -> matrix(node);
      case "BatchNormalization" -> normalization(node, attributes);
      case "Add" -> sum(node);
      case "Mul" -> multiply(node);
      case "Concat" -> concat(node, attributes);
      case "MaxPool", "AveragePool" -> pool(node, attributes);
      case "GlobalAveragePool" -> put(node, new GraphOperation.GlobalAveragePool());
      case "ReduceMean" -> mean(node, attributes);
      default -> put(node, new GraphOperation.Activation(function(node, attributes)));
    }
  }

  private ActivationFunction function(NodeProto node, OnnxAttributes attributes) {
    return switch (node.getOpType()) {
      case "Relu" -> ActivationFunction.RELU;
      case "LeakyRelu" ->
          new ActivationFunction(ActivationFunction.Kind.LEAKY, attributes.real("alpha", 0.01f), 0);
      case "HardSwish" -> ActivationFunction.HARD_SWISH;
      case "Sigmoid" -> ActivationFunction.SIGMOID;
      case "HardSigmoid" ->
          new ActivationFunction(
              ActivationFunction.Kind.HARD_SIGMOID,
              attributes.real("alpha", 0.2f),
              attributes.real("beta", 0.5f));
      case "Clip" ->
          new ActivationFunction(
              ActivationFunction.Kind.CLIP,
              bound(node, 1, attributes.real("min", -Float.MAX_VALUE)),
              bound(node, 2, attributes.real("max", Float.MAX_VALUE)));
      default -> throw new IllegalArgumentException(NOT_SUPPORTED);
    };
  }

  private float bound(NodeProto node, int input, float fallback) {
    return node.getInputCount() > input && !node.getInput(input).isEmpty()
        ? tensors.floats(node.getInput(input))[0]
        : fallback;
  }

  private void put(NodeProto node, GraphOperation operation) {
    put(node, node.getOutput(0), operation, List.of(name(node.getInput(0))));
  }

  private void put(NodeProto node, String name, GraphOperation operation, List<String> inputs) {
    GraphNode added = new GraphNode(name, operation, inputs);
    if (shapes.keySet().containsAll(inputs)) {
      shapes.put(name, NodeShape.of(added, inputs.stream().map(shapes::get).toList()));
    }
    nodes.add(added);
    taken.add(name);
    names.put(node.getOutput(0), name);
  }

  private Optional<TensorShape> shape(String tensor) {
    return Optional.ofNullable(shapes.get(name(tensor)));
  }

  /** The output is the input. A linear layer flattens what it reads by itself. */
  private void pass(NodeProto node, OnnxAttributes attributes) {
    if (node.getOpType().equals("Flatten")) {
      require(attributes.integer("axis", 1) == 1, "the axis must be 1.");
    }
    names.put(node.getOutput(0), name(node.getInput(0)));
  }

  private void reshape(NodeProto node) {
    long[] shape = tensors.longs(node.getInput(1));
    require(
        shape.length == 2 && shape[0] <= 1,
        "the shape %s must be [N, values].".formatted(Arrays.toString(shape)));
    names.put(node.getOutput(0), name(node.getInput(0)));
  }

  private void mean(NodeProto node, OnnxAttributes attributes) {
    boolean given = node.getInputCount() > 1;
    int[] axes = attributes.integers("axes");
    if (given) {
      axes = Arrays.stream(tensors.longs(node.getInput(1))).mapToInt(Math::toIntExact).toArray();
    }
    for (int i = 0; i < axes.length; i++) {
      axes[i] = axes[i] < 0 ? axes[i] + 4 : axes[i];
    }
    Arrays.sort(axes);
    require(Arrays.equals(axes, new int[] {2, 3}), "the axes must be the rows and columns.");
    put(node, new GraphOperation.GlobalAveragePool());
  }

  private void convolution(NodeProto node, OnnxAttributes attributes) {
    String kernel = node.getInput(1);
    float[] values = tensors.floats(kernel);
    List<Long> shape = tensors.dimensions(kernel);
    require(shape.size() == 4, "the weights must have 4 dimensions.");
    int out = Math.toIntExact(shape.get(0));
    int[] extent = {Math.toIntExact(shape.get(2)), Math.toIntExact(shape.get(3))};
    Convolution operation =
        new OnnxWindow(attributes, extent, shape(node.getInput(0)))
            .convolution(out, attributes.integer("group", 1));
    product(node, kernel, operation, values, out);
  }

  private void product(
      NodeProto node, String kernel, GraphOperation operation, float[] values, int out) {
    String wanted = kernel.replaceFirst("\\.weight$", "");
    String name = wanted.isEmpty() || taken.contains(wanted) ? node.getOutput(0) : wanted;
    boolean biased = node.getInputCount() > 2 && !node.getInput(2).isEmpty();
    weights.put(name, Role.WEIGHTS, values);
    weights.put(name, Role.BIAS, biased ? tensors.floats(node.getInput(2)) : new float[out]);
    put(node, name, operation, List.of(name(node.getInput(0))));
  }

  private void gemm(NodeProto node, OnnxAttributes attributes) {
    require(
        attributes.real("alpha", 1) == 1
            && attributes.real("beta", 1) == 1
            && attributes.integer("transA", 0) == 0,
        "alpha and beta must be 1 and transA 0.");
    linear(node, attributes.integer("transB", 0) == 1);
  }

  private void matrix(NodeProto node) {
    linear(node, false);
  }

  private void linear(NodeProto node, boolean transposed) {
    String kernel = node.getInput(1);
    float[] values = tensors.floats(kernel);
    List<Long> shape = tensors.dimensions(kernel);
    require(shape.size() == 2, "the weights must have 2 dimensions.");
    int out = Math.toIntExact(shape.get(transposed ? 0 : 1));
    float[] rows = transposed ? values : transpose(values, out);
    product(node, kernel, new GraphOperation.Linear(out), rows, out);
  }

  private static float[] transpose(float[] values, int columns) {
    float[] result = new float[values.length];
    int rows = values.length / columns;
    for (int i = 0; i < values.length; i++) {
      result[i % columns * rows + i / columns] = values[i];
    }
    return result;
  }

  private void normalization(NodeProto node, OnnxAttributes attributes) {
    require(attributes.integer("training_mode", 0) == 0, "it must be that of inference.");
    String name = node.getOutput(0);
    weights.put(name, Role.SCALE, tensors.floats(node.getInput(1)));
    weights.put(name, Role.SHIFT, tensors.floats(node.getInput(2)));
    weights.put(name, Role.MEAN, tensors.floats(node.getInput(3)));
    weights.put(name, Role.VARIANCE, tensors.floats(node.getInput(4)));
    put(node, new GraphOperation.BatchNormalization(attributes.real("epsilon", 1e-5f)));
  }

  private void sum(NodeProto node) {
    String first = node.getInput(0);
    String second = node.getInput(1);
    if (tensors.contains(first) || tensors.contains(second)) {
      biased(
          node, tensors.contains(first) ? second : first, tensors.contains(first) ? first : second);
    } else {
      put(node, node.getOutput(0), new GraphOperation.Add(), List.of(name(first), name(second)));
    }
  }

  /** A constant is the bias of the layer before; nobody else may have read that layer's output. */
  private void biased(NodeProto node, String tensor, String constant) {
    String layer = name(tensor);
    float[] values = tensors.floats(constant);
    boolean last = !nodes.isEmpty() && nodes.get(nodes.size() - 1).name().equals(layer);
    float[] bias = last ? weights.get(layer, Role.BIAS) : new float[0];
    require(bias.length == values.length, "a constant may only be added as a layer's bias.");
    float[] summed = bias.clone();
    for (int i = 0; i < summed.length; i++) {
      summed[i] += values[i];
    }
    weights.put(layer, Role.BIAS, summed);
    names.put(node.getOutput(0), layer);
  }

  private void multiply(NodeProto node) {
    String first = node.getInput(0);
    String second = node.getInput(1);
    if (tensors.contains(first) || tensors.contains(second)) {
      scaled(
          node, tensors.contains(first) ? second : first, tensors.contains(first) ? first : second);
      return;
    }
    Optional<TensorShape> shape = shape(first);
    boolean isGate = shape.isPresent() && shape.get().height() == 1 && shape.get().width() == 1;
    List<String> inputs =
        isGate ? List.of(name(second), name(first)) : List.of(name(first), name(second));
    put(node, node.getOutput(0), new GraphOperation.Multiply(), inputs);
  }

  /** A constant, or one a channel, is part of the layer before, which nobody else may have read. */
  private void scaled(NodeProto node, String tensor, String constant) {
    String layer = name(tensor);
    float[] factors = tensors.floats(constant);
    GraphNode last = nodes.isEmpty() ? null : nodes.get(nodes.size() - 1);
    require(
        last != null
            && last.name().equals(layer)
            && SCALED.containsKey(last.operation().getClass()),
        "a constant may only multiply a layer or a batch normalisation.");
    List<Long> sizes = tensors.dimensions(constant);
    require(
        factors.length == 1
            || last.operation() instanceof GraphOperation.Linear
            || (sizes.size() > 2 && sizes.get(sizes.size() - 1) * sizes.get(sizes.size() - 2) == 1),
        "the constant must not differ within a channel.");
    for (Role role : SCALED.get(last.operation().getClass())) {
      float[] values = weights.get(layer, role).clone();
      int channels = weights.get(layer, SCALED.get(last.operation().getClass()).get(1)).length;
      require(
          factors.length == 1 || factors.length == channels,
          "the constant must have one value, or one for each of %d channels.".formatted(channels));
      for (int i = 0; i < values.length; i++) {
        values[i] *= factors[factors.length == 1 ? 0 : i / (values.length / channels)];
      }
      weights.put(layer, role, values);
    }
    names.put(node.getOutput(0), layer);
  }

  private void concat(NodeProto node, OnnxAttributes attributes) {
    require(attributes.integer("axis", 1) == 1, "the axis must be 1.");
    List<String> inputs = node.getInputList().stream().map(this::name).toList();
    put(node, node.getOutput(0), new GraphOperation.Concat(), inputs);
  }

  private void pool(NodeProto node, OnnxAttributes attributes) {
    require(node.getOutputCount() == 1, "the indices are not supported.");
    Optional<TensorShape> input = shape(node.getInput(0));
    OnnxWindow window = new OnnxWindow(attributes, attributes.integers("kernel_shape"), input);
    put(node, window.pool(attributes, node.getOpType().equals("MaxPool"), input));
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }
}
