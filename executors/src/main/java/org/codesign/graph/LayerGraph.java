package org.codesign.graph;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.codesign.network.TensorShape;

/**
 * A network from an image to logits: nodes in an order in which each follows what it reads. The
 * last one gives the logits. Shapes are inferred and checked.
 *
 * @param input the shape of one image
 * @param nodes at least one
 */
public record LayerGraph(TensorShape input, List<GraphNode> nodes) {

  /** The name of the image. */
  public static final String INPUT = "";

  public LayerGraph {
    nodes = List.copyOf(nodes);
    if (nodes.isEmpty()) {
      throw new IllegalArgumentException("A graph must have a node.");
    }
    requireUsed(nodes);
    Map<String, TensorShape> checked = shapes(input, nodes);
    if (checked.size() != nodes.size() + 1) {
      throw new IllegalArgumentException("The names of the nodes of a graph must differ.");
    }
  }

  /** The shape of one image's output for each node, and the input's. */
  public Map<String, TensorShape> shapes() {
    return shapes(input, nodes);
  }

  /** How many nodes read each tensor; the logits are read once by the loss. */
  public Map<String, Integer> readers() {
    Map<String, Integer> readers = new HashMap<>();
    for (GraphNode node : nodes) {
      node.inputs().forEach(name -> readers.merge(name, 1, Integer::sum));
    }
    readers.merge(output(), 1, Integer::sum);
    return readers;
  }

  /** The name of the logits. */
  public String output() {
    return nodes.get(nodes.size() - 1).name();
  }

  private static void requireUsed(List<GraphNode> nodes) {
    Set<String> read = new HashSet<>();
    nodes.forEach(node -> read.addAll(node.inputs()));
    for (GraphNode node : nodes.subList(0, nodes.size() - 1)) {
      if (!read.contains(node.name())) {
        throw new IllegalArgumentException(
            "The output of the node %s must be read by a node.".formatted(node.name()));
      }
    }
  }

  private static Map<String, TensorShape> shapes(TensorShape input, List<GraphNode> nodes) {
    Map<String, TensorShape> shapes = new LinkedHashMap<>();
    shapes.put(INPUT, input);
    for (GraphNode node : nodes) {
      List<TensorShape> read =
          node.inputs().stream().map(name -> known(node, name, shapes)).toList();
      shapes.put(node.name(), NodeShape.of(node, read));
    }
    return shapes;
  }

  private static TensorShape known(GraphNode node, String name, Map<String, TensorShape> shapes) {
    TensorShape shape = shapes.get(name);
    if (shape == null) {
      throw new IllegalArgumentException(
          "The node %s reads %s, which no node before it gives.".formatted(node.name(), name));
    }
    return shape;
  }
}
