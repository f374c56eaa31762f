package org.codesign.graph;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.codesign.graph.GraphWeights.Role;

/**
 * Folds batch normalisation into the convolution or linear layer that it alone reads: with s =
 * scale / sqrt(variance + epsilon) the weights become s * w, the bias s * (b - mean) + shift.
 */
final class NormalizationFolding {

  private final GraphModel model;
  private final GraphWeights folded = new GraphWeights();
  private final Map<String, String> renamed = new HashMap<>();

  NormalizationFolding(GraphModel model) {
    this.model = model;
  }

  GraphModel fold() {
    Map<String, Integer> readers = model.graph().readers();
    Map<String, GraphNode> byName = new HashMap<>();
    List<GraphNode> nodes = new ArrayList<>();
    for (GraphNode node : model.graph().nodes()) {
      byName.put(node.name(), node);
      GraphNode source = byName.get(node.inputs().get(0));
      if (node.operation() instanceof GraphOperation.BatchNormalization normalization
          && source != null
          && GraphModel.isProduct(source.operation())
          && readers.get(source.name()) == 1) {
        fold(source, node, normalization);
        renamed.put(node.name(), source.name());
      } else {
        List<String> inputs =
            node.inputs().stream().map(name -> renamed.getOrDefault(name, name)).toList();
        nodes.add(new GraphNode(node.name(), node.operation(), inputs));
        copy(node);
      }
    }
    return new GraphModel(new LayerGraph(model.graph().input(), nodes), folded);
  }

  private void copy(GraphNode node) {
    for (Role role : GraphModel.roles(node.operation())) {
      folded.put(node.name(), role, model.weights().get(node.name(), role));
    }
  }

  private void fold(
      GraphNode source, GraphNode node, GraphOperation.BatchNormalization normalization) {
    GraphWeights weights = model.weights();
    float[] kernel = weights.get(source.name(), Role.WEIGHTS).clone();
    float[] bias = weights.get(source.name(), Role.BIAS).clone();
    int each = kernel.length / bias.length;
    for (int channel = 0; channel < bias.length; channel++) {
      double variance = weights.get(node.name(), Role.VARIANCE)[channel];
      double scale =
          weights.get(node.name(), Role.SCALE)[channel]
              / Math.sqrt(variance + normalization.epsilon());
      for (int i = channel * each; i < (channel + 1) * each; i++) {
        kernel[i] = (float) (kernel[i] * scale);
      }
      double centred = bias[channel] - weights.get(node.name(), Role.MEAN)[channel];
      bias[channel] = (float) (centred * scale + weights.get(node.name(), Role.SHIFT)[channel]);
    }
    folded.put(source.name(), Role.WEIGHTS, kernel);
    folded.put(source.name(), Role.BIAS, bias);
  }
}
