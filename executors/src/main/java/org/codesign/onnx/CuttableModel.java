package org.codesign.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.codesign.data.DataException;
import org.codesign.network.TensorShape;

/**
 * An ONNX model of any operators that is cut at named tensors: they become outputs, or what feeds
 * the rest of it. Nothing in it is computed or trusted here; ONNX Runtime runs what comes out.
 */
public final class CuttableModel {

  private static final Set<String> SOFTMAX = Set.of("Softmax", "LogSoftmax");

  private final ModelProto model;
  private final OnnxTensors constants;
  private final Map<String, NodeProto> producers = new HashMap<>();

  private CuttableModel(ModelProto model) {
    this.model = model;
    this.constants = new OnnxTensors(model.getGraph());
    for (NodeProto node : model.getGraph().getNodeList()) {
      node.getOutputList().stream()
          .filter(name -> !name.isEmpty())
          .forEach(name -> producers.put(name, node));
    }
  }

  /** An input of the model; a size that it leaves open is -1. */
  public record Input(String name, boolean isFloat, List<Long> sizes) {
    public Input {
      sizes = List.copyOf(sizes);
    }
  }

  /** What is after a boundary; some networks read the image there, too. */
  // Never compared.
  @SuppressWarnings("ArrayRecordComponent")
  record Tail(byte[] model, boolean readsImage) {}

  /**
   * Reads a model.
   *
   * @throws DataException if the bytes are none
   */
  public static CuttableModel parse(byte[] bytes, String source) {
    try {
      ModelProto model = ModelProto.parseFrom(bytes);
      if (model.getGraph().getNodeCount() == 0 || model.getGraph().getOutputCount() == 0) {
        throw new DataException(
            "The file %s is no ONNX model with nodes and outputs.".formatted(source));
      }
      return new CuttableModel(model);
    } catch (InvalidProtocolBufferException e) {
      throw new DataException(
          "The file %s is no ONNX model: %s".formatted(source, e.getMessage()), e);
    }
  }

  /** The inputs without those that have a value in the file. */
  public List<Input> inputs() {
    return model.getGraph().getInputList().stream()
        .filter(input -> !constants.contains(input.getName()))
        .map(CuttableModel::input)
        .toList();
  }

  private static Input input(ValueInfoProto value) {
    TypeProto.Tensor type = value.getType().getTensorType();
    List<Long> sizes = new ArrayList<>();
    for (TensorShapeProto.Dimension size : type.getShape().getDimList()) {
      sizes.add(size.getDimValue() > 0 ? size.getDimValue() : -1);
    }
    boolean isFloat = type.getElemType() == TensorProto.DataType.FLOAT.getNumber();
    return new Input(value.getName(), isFloat, sizes);
  }

  /** The names of all tensors that it computes from something. */
  public Set<String> tensors() {
    Set<String> names = new LinkedHashSet<>();
    for (NodeProto node : model.getGraph().getNodeList()) {
      node.getOutputList().stream()
          .filter(name -> !name.isEmpty() && !constants.contains(name))
          .forEach(names::add);
    }
    return names;
  }

  /** The first output, or what the softmax reads that ends it. */
  public String logits() {
    String output = model.getGraph().getOutput(0).getName();
    NodeProto last = producers.get(output);
    while (last != null && last.getOpType().equals("Identity")) {
      last = producers.get(last.getInput(0));
    }
    return last != null && SOFTMAX.contains(last.getOpType()) ? last.getInput(0) : output;
  }

  /** The names of constants whose values are in other files. */
  public List<String> external() {
    return constants.external();
  }

  /** The bytes of its constants. */
  public long constantBytes() {
    return constants.bytes();
  }

  /** Whether one tensor is computed from another. */
  public boolean follows(String tensor, String earlier) {
    return !tensor.equals(earlier) && names(before(tensor, "")).contains(earlier);
  }

  /** The model with these tensors as its outputs. */
  byte[] withOutputs(List<String> tensors) {
    ModelProto.Builder copy = model.toBuilder();
    copy.getGraphBuilder().clearOutput();
    tensors.forEach(name -> copy.getGraphBuilder().addOutputBuilder().setName(name));
    return copy.build().toByteArray();
  }

  /** The model from one tensor to another. */
  Tail tail(String boundary, TensorShape shape, CutPoints cut) {
    Set<NodeProto> kept = before(cut.logits(), boundary);
    Set<String> read = new HashSet<>();
    kept.forEach(node -> read.addAll(reads(node)));
    GraphProto graph = model.getGraph();
    GraphProto.Builder rest = GraphProto.newBuilder().setName(graph.getName());
    graph.getNodeList().stream().filter(kept::contains).forEach(rest::addNode);
    graph.getInitializerList().stream()
        .filter(it -> read.contains(it.getName()))
        .forEach(rest::addInitializer);
    graph.getSparseInitializerList().stream()
        .filter(it -> read.contains(it.getValues().getName()))
        .forEach(rest::addSparseInitializer);
    rest.addInput(value(boundary, shape, cut.batch()));
    graph.getInputList().stream().filter(it -> read.contains(it.getName())).forEach(rest::addInput);
    rest.addOutputBuilder().setName(cut.logits());
    ModelProto.Builder copy = model.toBuilder().setGraph(rest);
    return new Tail(copy.build().toByteArray(), read.contains(cut.image()));
  }

  private static ValueInfoProto value(String name, TensorShape shape, int batch) {
    TensorShapeProto.Builder sizes = TensorShapeProto.newBuilder();
    if (batch > 0) {
      sizes.addDimBuilder().setDimValue(batch);
    } else {
      sizes.addDimBuilder().setDimParam("N");
    }
    for (int size : new int[] {shape.channels(), shape.height(), shape.width()}) {
      sizes.addDimBuilder().setDimValue(size);
    }
    TypeProto.Tensor.Builder type =
        TypeProto.Tensor.newBuilder()
            .setElemType(TensorProto.DataType.FLOAT.getNumber())
            .setShape(sizes);
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(TypeProto.newBuilder().setTensorType(type))
        .build();
  }

  /** The nodes that a tensor is computed by, without those that only another one needs. */
  private Set<NodeProto> before(String tensor, String boundary) {
    Set<NodeProto> found = new HashSet<>();
    Set<String> seen = new HashSet<>(Set.of(boundary, tensor));
    List<String> open = new ArrayList<>(List.of(tensor));
    while (!open.isEmpty()) {
      NodeProto node = producers.get(open.remove(open.size() - 1));
      if (node != null && found.add(node)) {
        reads(node).stream().filter(seen::add).forEach(open::add);
      }
    }
    return found;
  }

  private static Set<String> names(Set<NodeProto> nodes) {
    Set<String> names = new HashSet<>();
    nodes.forEach(node -> names.addAll(reads(node)));
    return names;
  }

  /** What a node reads; the graphs inside a node may read what is around it. */
  private static Set<String> reads(NodeProto node) {
    Set<String> names = new LinkedHashSet<>(node.getInputList());
    for (AttributeProto attribute : node.getAttributeList()) {
      List<GraphProto> graphs = new ArrayList<>(attribute.getGraphsList());
      if (attribute.hasG()) {
        graphs.add(attribute.getG());
      }
      for (GraphProto graph : graphs) {
        graph.getNodeList().forEach(inner -> names.addAll(reads(inner)));
        graph.getOutputList().forEach(output -> names.add(output.getName()));
      }
    }
    names.remove("");
    return names;
  }
}
