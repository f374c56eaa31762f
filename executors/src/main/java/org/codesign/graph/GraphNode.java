package org.codesign.graph;

import java.util.List;

/**
 * A node of a graph; its output has the node's name.
 *
 * @param name stable, such as that of its weights in a file
 * @param operation what it does
 * @param inputs names of nodes before it, or {@link LayerGraph#INPUT}
 */
public record GraphNode(String name, GraphOperation operation, List<String> inputs) {

  public GraphNode {
    inputs = List.copyOf(inputs);
  }

  /** A node that reads one tensor. */
  public static GraphNode of(String name, GraphOperation operation, String input) {
    return new GraphNode(name, operation, List.of(input));
  }
}
