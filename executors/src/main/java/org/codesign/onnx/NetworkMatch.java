package org.codesign.onnx;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.codesign.data.DataException;
import org.codesign.engine.LayerWeights;
import org.codesign.engine.NetworkWeights;
import org.codesign.graph.ActivationFunction;
import org.codesign.graph.GraphModel;
import org.codesign.graph.GraphNode;
import org.codesign.graph.GraphOperation;
import org.codesign.graph.GraphWeights.Role;
import org.codesign.graph.LayerGraph;
import org.codesign.network.BlockStructure;
import org.codesign.network.Layer;
import org.codesign.network.Network;
import org.codesign.network.Shortcut;
import org.codesign.network.TensorShape;
import org.codesign.network.Window;

/**
 * Finds the layers of a network in an imported graph, whatever their names there: both are walked
 * from the image to the classifier, and every step must be the only one of its kind that reads what
 * the step before gave.
 */
public final class NetworkMatch {

  private final GraphModel model;
  private final String source;
  private final Map<String, LayerWeights> weights = new LinkedHashMap<>();
  private final Map<String, String> names = new LinkedHashMap<>();

  private NetworkMatch(GraphModel model, String source) {
    this.model = model;
    this.source = source;
  }

  /**
   * The weights of a network from a graph that computes the same, batch normalisation folded.
   *
   * @param source what the graph is called in messages
   * @throws DataException in one line that names the first place where they differ
   */
  public static NetworkWeights weights(GraphModel imported, Network network, String source) {
    return new NetworkMatch(imported.fold(), source).walk(network);
  }

  /** The name in the graph of each layer of a network, by the layer's full name. */
  public static Map<String, String> names(GraphModel imported, Network network, String source) {
    NetworkMatch match = new NetworkMatch(imported.fold(), source);
    match.walk(network);
    return match.names;
  }

  private NetworkWeights walk(Network network) {
    TensorShape input = network.backbone().input();
    if (!model.graph().input().equals(input)) {
      throw new DataException(
          "The network %s reads images of the shape %s, where the teacher reads %s."
              .formatted(source, model.graph().input(), input));
    }
    String at = rectified(convolution(network.backbone().stem(), LayerGraph.INPUT));
    for (Network.NamedBlock block : network.blocks()) {
      at = block(block, at);
    }
    Layer classifier = network.backbone().classifier();
    String logits = linear(classifier, pooled(network.backbone().pool(), at));
    if (!logits.equals(model.graph().output())) {
      throw new DataException(
          "The network %s goes on after %s, where the teacher ends with its classifier."
              .formatted(source, logits));
    }
    return new NetworkWeights(weights);
  }

  private String block(Network.NamedBlock block, String input) {
    BlockStructure structure = block.structure();
    String at = input;
    for (Layer layer : structure.path()) {
      String from = at.equals(input) ? at : rectified(at);
      at = convolution(layer.withName(block.layerName(layer)), from);
    }
    String shortcut = input;
    if (structure.shortcut() instanceof Shortcut.Projection projection) {
      Layer layer = projection.layer();
      shortcut = convolution(layer.withName(block.layerName(layer)), input);
    }
    return rectified(sum(block.position(), at, shortcut));
  }

  private String convolution(Layer layer, String from) {
    Window window = layer.window();
    GraphOperation wanted =
        GraphOperation.Convolution.square(
            layer.output().channels(),
            window.kernel(),
            window.stride(),
            window.padding(),
            window.groups());
    String what =
        "convolution (%d x %d, stride %d, padding %d) to %d channels for the teacher's %s"
            .formatted(
                window.kernel(),
                window.kernel(),
                window.stride(),
                window.padding(),
                layer.output().channels(),
                layer.name());
    return take(layer, only(from, node -> node.operation().equals(wanted), what));
  }

  private String linear(Layer layer, String from) {
    GraphOperation wanted = new GraphOperation.Linear(layer.output().channels());
    String what =
        "linear layer to %d classes for the teacher's %s"
            .formatted(layer.output().channels(), layer.name());
    return take(layer, only(from, node -> node.operation().equals(wanted), what));
  }

  private String take(Layer layer, String node) {
    names.put(layer.name(), node);
    weights.put(
        layer.name(),
        new LayerWeights(
            layer, model.weights().get(node, Role.WEIGHTS), model.weights().get(node, Role.BIAS)));
    return node;
  }

  private String rectified(String from) {
    GraphOperation wanted = new GraphOperation.Activation(ActivationFunction.RELU);
    return only(from, node -> node.operation().equals(wanted), "ReLU");
  }

  private String sum(String position, String path, String shortcut) {
    return only(
        path,
        node ->
            node.operation() instanceof GraphOperation.Add
                && node.inputs().size() == 2
                && node.inputs().containsAll(List.of(path, shortcut)),
        "sum with %s for the teacher's %s".formatted(named(shortcut), position));
  }

  private String pooled(Layer pool, String from) {
    int side = pool.window().kernel();
    GraphOperation window =
        new GraphOperation.Pool(false, side, side, side, side, 0, 0, 0, 0, false);
    return only(
        from,
        node ->
            node.operation() instanceof GraphOperation.GlobalAveragePool
                || node.operation().equals(window),
        "average pooling of the whole image");
  }

  /** The only node of a kind that reads a tensor. */
  private String only(String from, Predicate<GraphNode> kind, String what) {
    List<String> found = new ArrayList<>();
    for (GraphNode node : model.graph().nodes()) {
      if (node.inputs().contains(from) && kind.test(node)) {
        found.add(node.name());
      }
    }
    if (found.size() != 1) {
      throw new DataException(
          "The network %s must have one %s after %s, but has %d."
              .formatted(source, what, named(from), found.size()));
    }
    return found.get(0);
  }

  private static String named(String tensor) {
    return tensor.equals(LayerGraph.INPUT) ? "the image" : tensor;
  }
}
