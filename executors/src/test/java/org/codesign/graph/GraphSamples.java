package org.codesign.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.codesign.graph.GraphOperation.Activation;
import org.codesign.graph.GraphOperation.Add;
import org.codesign.graph.GraphOperation.BatchNormalization;
import org.codesign.graph.GraphOperation.Concat;
import org.codesign.graph.GraphOperation.Convolution;
import org.codesign.graph.GraphOperation.GlobalAveragePool;
import org.codesign.graph.GraphOperation.Linear;
import org.codesign.graph.GraphOperation.Pool;
import org.codesign.graph.GraphWeights.Role;
import org.codesign.network.TensorShape;

/** Small networks with all operations, and numbers for them. */
public final class GraphSamples {

  public static final int CLASSES = 3;

  private GraphSamples() {}

  /** Residual, grouped, dilated, strided, concatenated, pooled, with one function throughout. */
  public static LayerGraph everything(ActivationFunction function) {
    List<GraphNode> n = new ArrayList<>();
    n.add(GraphNode.of("stem", Convolution.square(4, 3, 1, 1, 1), LayerGraph.INPUT));
    n.add(GraphNode.of("stem.bn", new BatchNormalization(1e-5f), "stem"));
    n.add(GraphNode.of("stem.act", new Activation(function), "stem.bn"));
    n.add(GraphNode.of("a", new Convolution(4, 3, 3, 1, 1, 2, 2, 2, 2, 2, 2, 2), "stem.act"));
    n.add(GraphNode.of("a.act", new Activation(function), "a"));
    n.add(GraphNode.of("b", Convolution.square(4, 3, 1, 1, 4), "a.act"));
    n.add(GraphNode.of("b.bn", new BatchNormalization(1e-3f), "b"));
    n.add(new GraphNode("sum", new Add(), List.of("b.bn", "stem.act")));
    n.add(GraphNode.of("sum.act", new Activation(ActivationFunction.RELU), "sum"));
    n.add(GraphNode.of("c", new Convolution(5, 3, 2, 2, 2, 1, 1, 1, 0, 0, 1, 1), "sum.act"));
    n.add(GraphNode.of("d", new Pool(true, 3, 3, 2, 2, 1, 1, 1, 1, false), "sum.act"));
    n.add(new GraphNode("cat", new Concat(), List.of("c", "d")));
    n.add(GraphNode.of("cat.act", new Activation(function), "cat"));
    n.add(GraphNode.of("p", new Pool(false, 2, 2, 1, 1, 1, 0, 0, 0, false), "cat.act"));
    n.add(GraphNode.of("e", new Linear(6), "p"));
    n.add(GraphNode.of("e.act", new Activation(function), "e"));
    n.add(GraphNode.of("g", new GlobalAveragePool(), "cat.act"));
    n.add(new GraphNode("both", new Concat(), List.of("e.act", "g")));
    n.add(GraphNode.of("fc", new Linear(CLASSES), "both"));
    return new LayerGraph(TensorShape.image(3, 6, 6), n);
  }

  /** Products: a channel's gate from a mean over the image, and a value times its own gate. */
  public static LayerGraph gated(ActivationFunction function) {
    List<GraphNode> n = new ArrayList<>();
    n.add(GraphNode.of("stem", Convolution.square(4, 3, 1, 1, 1), LayerGraph.INPUT));
    n.add(GraphNode.of("mean", new GlobalAveragePool(), "stem"));
    n.add(GraphNode.of("squeeze", Convolution.square(3, 1, 1, 0, 1), "mean"));
    n.add(GraphNode.of("squeeze.act", new Activation(ActivationFunction.RELU), "squeeze"));
    n.add(GraphNode.of("excite", Convolution.square(4, 1, 1, 0, 1), "squeeze.act"));
    n.add(GraphNode.of("gate", new Activation(function), "excite"));
    n.add(new GraphNode("scaled", new GraphOperation.Multiply(), List.of("stem", "gate")));
    n.add(GraphNode.of("a", Convolution.square(4, 3, 2, 1, 1), "scaled"));
    n.add(GraphNode.of("own", new Activation(function), "a"));
    n.add(new GraphNode("swish", new GraphOperation.Multiply(), List.of("a", "own")));
    n.add(new GraphNode("square", new GraphOperation.Multiply(), List.of("swish", "swish")));
    n.add(GraphNode.of("g", new GlobalAveragePool(), "square"));
    n.add(GraphNode.of("fc", new Linear(CLASSES), "g"));
    return new LayerGraph(TensorShape.image(3, 6, 6), n);
  }

  public static GraphModel model(LayerGraph graph, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    GraphWeights weights = new GraphWeights();
    Map<String, TensorShape> shapes = graph.shapes();
    for (GraphNode node : graph.nodes()) {
      TensorShape in = shapes.get(node.inputs().get(0));
      for (Role role : GraphModel.roles(node.operation())) {
        int length = Math.toIntExact(GraphModel.length(node.operation(), role, in));
        float[] values = normal(length, random);
        if (role == Role.WEIGHTS) {
          scale(values, 1 / Math.sqrt(length / (double) shapes.get(node.name()).channels()));
        } else if (role == Role.VARIANCE) {
          for (int i = 0; i < length; i++) {
            values[i] = 0.5f + values[i] * values[i];
          }
        }
        weights.put(node.name(), role, values);
      }
    }
    return new GraphModel(graph, weights);
  }

  public static float[] normal(int length, SplittableRandom random) {
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] =
          (float)
              (Math.sqrt(-2 * Math.log(1 - random.nextDouble()))
                  * Math.cos(2 * Math.PI * random.nextDouble()));
    }
    return values;
  }

  private static void scale(float[] values, double factor) {
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (values[i] * factor);
    }
  }
}
