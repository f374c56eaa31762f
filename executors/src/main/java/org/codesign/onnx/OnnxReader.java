package org.codesign.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.codesign.data.DataException;
import org.codesign.graph.GraphModel;
import org.codesign.graph.GraphNode;
import org.codesign.graph.LayerGraph;
import org.codesign.network.TensorShape;

/**
 * A network from an ONNX file with one image as input; its first output are the logits, a softmax
 * at the end is left out. The file is not trusted. Operators that are not supported are named all
 * at once.
 */
final class OnnxReader {

  private OnnxReader() {}

  static GraphModel read(byte[] bytes, String source) {
    return read(bytes, source, Optional.empty());
  }

  /**
   * Reads a network.
   *
   * @param image the shape of an image if the file leaves it open
   */
  static GraphModel read(byte[] bytes, String source, Optional<TensorShape> image) {
    try {
      return read(ModelProto.parseFrom(bytes), source, image);
    } catch (InvalidProtocolBufferException e) {
      throw new DataException(
          "The file %s is no ONNX model: %s".formatted(source, e.getMessage()), e);
    }
  }

  /** As above, of a model that was read. */
  static GraphModel read(ModelProto model, String source, Optional<TensorShape> image) {
    GraphProto graph = model.getGraph();
    if (graph.getNodeCount() == 0 || graph.getOutputCount() == 0) {
      throw new DataException(
          "The file %s is no ONNX model with nodes and outputs.".formatted(source));
    }
    OnnxTensors tensors = new OnnxTensors(graph);
    List<ValueInfoProto> inputs =
        graph.getInputList().stream().filter(it -> !tensors.contains(it.getName())).toList();
    if (inputs.size() != 1) {
      throw new DataException(
          "The network %s has %d inputs, but must have one.".formatted(source, inputs.size()));
    }
    Optional<TensorShape> known = shape(inputs.get(0)).or(() -> image);
    OnnxNodes nodes = new OnnxNodes(tensors, inputs.get(0).getName(), known);
    for (NodeProto node : graph.getNodeList()) {
      nodes.add(node);
    }
    if (!nodes.problems().isEmpty()) {
      throw new DataException(
          "The network %s cannot be imported: %s"
              .formatted(source, String.join("\n", nodes.problems())));
    }
    String output = nodes.name(graph.getOutput(0).getName());
    TensorShape shape =
        known.orElseThrow(
            () ->
                new IllegalArgumentException(
                    ("The input %s must have the shape [N, C, H, W] with fixed C, H and W. Maybe"
                            + " give them with --input-shape CxHxW.")
                        .formatted(inputs.get(0).getName())));
    LayerGraph layers = new LayerGraph(shape, reachable(nodes.nodes(), output));
    return new GraphModel(layers, nodes.weights());
  }

  private static Optional<TensorShape> shape(ValueInfoProto input) {
    TensorShapeProto shape = input.getType().getTensorType().getShape();
    int[] sizes = new int[3];
    boolean known = shape.getDimCount() == 4;
    for (int i = 0; known && i < 3; i++) {
      long size = shape.getDim(i + 1).getDimValue();
      known = size > 0 && size <= 1 << 16;
      sizes[i] = (int) size;
    }
    return known ? Optional.of(TensorShape.image(sizes[0], sizes[1], sizes[2])) : Optional.empty();
  }

  private static List<GraphNode> reachable(List<GraphNode> nodes, String output) {
    Set<String> read = new HashSet<>(Set.of(output));
    List<GraphNode> kept = new ArrayList<>();
    for (int i = nodes.size() - 1; i >= 0; i--) {
      GraphNode node = nodes.get(i);
      if (read.contains(node.name())) {
        read.addAll(node.inputs());
        kept.add(0, node);
      }
    }
    return kept;
  }
}
