package org.codesign.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.codesign.network.BlockStructure;
import org.codesign.network.Layer;
import org.codesign.network.Network;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Reads activations from inside a folded graph. */
public final class Activations {

  private Activations() {}

  /** The activations at the block boundaries: what enters the first block, and what leaves each. */
  public static List<float[]> boundaries(ComputationGraph graph, Network network, INDArray images) {
    List<String> nodes = new ArrayList<>(List.of(GraphNodes.STEM_OUTPUT));
    network.blocks().forEach(block -> nodes.add(GraphNodes.outputOf(block.position())));
    return read(graph, nodes, images);
  }

  /** What each layer of a block's path reads, in order; the graph is that of the block alone. */
  public static List<float[]> readByPath(
      ComputationGraph graph, BlockStructure structure, INDArray input) {
    return read(graph, inputNodes(Graphs.BLOCK, structure, Graphs.INPUT), input);
  }

  /** What the layers of {@link #readers} read, in order. */
  public static List<float[]> readByNetwork(
      ComputationGraph graph, Network network, INDArray images) {
    List<String> nodes = new ArrayList<>();
    String boundary = GraphNodes.STEM_OUTPUT;
    for (Network.NamedBlock block : network.blocks()) {
      nodes.addAll(inputNodes(block.position(), block.structure(), boundary));
      boundary = GraphNodes.outputOf(block.position());
    }
    nodes.add(GraphNodes.POOL);
    return read(graph, nodes, images);
  }

  /**
   * The layers of a network whose inputs are quantized: the path of each block, and the classifier.
   */
  public static List<Layer> readers(Network network) {
    List<Layer> readers = new ArrayList<>();
    for (Network.NamedBlock block : network.blocks()) {
      for (Layer layer : block.structure().path()) {
        readers.add(layer.withName(block.layerName(layer)));
      }
    }
    readers.add(network.backbone().classifier());
    return readers;
  }

  private static List<String> inputNodes(
      String position, BlockStructure structure, String boundary) {
    List<String> nodes = new ArrayList<>();
    String read = boundary;
    for (Layer layer : structure.path()) {
      nodes.add(read);
      read = GraphNodes.reluOf(position + "." + layer.name());
    }
    return nodes;
  }

  private static List<float[]> read(ComputationGraph graph, List<String> nodes, INDArray input) {
    Map<String, INDArray> activations = graph.feedForward(input, false);
    List<float[]> values =
        nodes.stream().map(node -> NativeArrays.values(activations.get(node))).toList();
    activations.remove(Graphs.INPUT);
    NativeArrays.free(activations.values().toArray(INDArray[]::new));
    return values;
  }
}
