package org.codesign.graph;

import java.util.List;
import java.util.Map;
import org.codesign.graph.GraphWeights.Role;
import org.codesign.network.TensorShape;

/** A graph with its weights, whose sizes are checked. */
public record GraphModel(LayerGraph graph, GraphWeights weights) {

  public GraphModel {
    Map<String, TensorShape> shapes = graph.shapes();
    for (GraphNode node : graph.nodes()) {
      TensorShape in = shapes.get(node.inputs().get(0));
      for (Role role : roles(node.operation())) {
        require(node, role, length(node.operation(), role, in), weights.get(node.name(), role));
      }
    }
  }

  /** The number of values of an array of a node. */
  static long length(GraphOperation operation, Role role, TensorShape in) {
    if (operation instanceof GraphOperation.Convolution it) {
      long window = (long) it.kernelHeight() * it.kernelWidth();
      long inputs = in.channels() / it.groups() * window;
      return role == Role.BIAS ? it.outChannels() : it.outChannels() * inputs;
    }
    if (operation instanceof GraphOperation.Linear it) {
      return role == Role.BIAS ? it.outFeatures() : it.outFeatures() * in.elements();
    }
    return in.channels();
  }

  /** Whether a node has weights. */
  static boolean isProduct(GraphOperation operation) {
    return operation instanceof GraphOperation.Convolution
        || operation instanceof GraphOperation.Linear;
  }

  /** The arrays of a node. */
  static List<Role> roles(GraphOperation operation) {
    if (isProduct(operation)) {
      return List.of(Role.WEIGHTS, Role.BIAS);
    }
    return operation instanceof GraphOperation.BatchNormalization
        ? List.of(Role.SCALE, Role.SHIFT, Role.MEAN, Role.VARIANCE)
        : List.of();
  }

  private static void require(GraphNode node, Role role, long length, float[] values) {
    if (values.length != length) {
      throw new IllegalArgumentException(
          "The node %s must have %d values as its %s, not %d."
              .formatted(node.name(), length, role, values.length));
    }
    for (float value : values) {
      if (!Float.isFinite(value)) {
        throw new IllegalArgumentException(
            "The node %s has the value %s in its %s.".formatted(node.name(), value, role));
      }
      if (role == Role.VARIANCE && value < 0) {
        throw new IllegalArgumentException(
            "The variance (%s) of the node %s must not be negative.".formatted(value, node.name()));
      }
    }
  }

  /** Whether it has batch normalisations of its own. */
  public boolean isNormalized() {
    return graph.nodes().stream()
        .anyMatch(node -> node.operation() instanceof GraphOperation.BatchNormalization);
  }

  /**
   * Whether the logits are a piecewise linear function of the weights of each layer, the others
   * being fixed.
   */
  public boolean isPiecewiseLinear() {
    return graph.nodes().stream().allMatch(node -> isPiecewiseLinear(node.operation()));
  }

  private static boolean isPiecewiseLinear(GraphOperation operation) {
    if (operation instanceof GraphOperation.Activation it) {
      return it.function().isPiecewiseLinear();
    }
    return !(operation instanceof GraphOperation.Multiply);
  }

  /** Multiply-accumulates of one image in each node with weights, in their order. */
  public List<Long> macs() {
    Map<String, TensorShape> shapes = graph.shapes();
    return graph.nodes().stream()
        .filter(node -> isProduct(node.operation()))
        .map(
            node -> {
              TensorShape out = shapes.get(node.name());
              long weightsLength =
                  length(node.operation(), Role.WEIGHTS, shapes.get(node.inputs().get(0)));
              return Math.multiplyExact(weightsLength, (long) out.height() * out.width());
            })
        .toList();
  }

  /** The same network with each batch normalisation that alone follows a convolution folded in. */
  public GraphModel fold() {
    return new NormalizationFolding(this).fold();
  }
}
