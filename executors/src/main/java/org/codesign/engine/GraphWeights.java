package org.codesign.engine;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.codesign.network.Layer;
import org.codesign.network.LayerOperator;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The way of parameters from graphs to {@link NetworkWeights} and back. */
public final class GraphWeights {

  private static final String WEIGHTS = "W";
  private static final String BIAS = "b";

  private GraphWeights() {}

  /**
   * Copies parameters into a folded or quantized graph.
   *
   * @param prefix what precedes the layers' names in the graph
   */
  public static void load(
      ComputationGraph graph, String prefix, List<Layer> layers, NetworkWeights source) {
    for (Layer layer : layers) {
      LayerWeights weights = source.layer(layer.name());
      org.deeplearning4j.nn.api.Layer target = graph.getLayer(prefix + layer.name());
      WeightLayout.of(layer).write(weights.weights(), target.getParam(WEIGHTS));
      INDArray bias = target.getParam(BIAS);
      bias.assign(
          org.nd4j.linalg.factory.Nd4j.createFromArray(weights.bias()).reshape(bias.shape()));
    }
  }

  /** Copies the parameters of a folded or quantized graph. */
  public static NetworkWeights read(ComputationGraph graph, String prefix, List<Layer> layers) {
    Map<String, LayerWeights> result = new LinkedHashMap<>();
    for (Layer layer : layers) {
      org.deeplearning4j.nn.api.Layer source = graph.getLayer(prefix + layer.name());
      float[] weights = WeightLayout.of(layer).read(source.getParam(WEIGHTS));
      result.put(layer.name(), new LayerWeights(layer, weights, floats(source, BIAS)));
    }
    return new NetworkWeights(result);
  }

  /**
   * The parameters of a graph with batch normalisation folded: w' = w * gamma / sqrt(var + eps), b'
   * = beta - mean * gamma / sqrt(var + eps). A layer without batch normalisation keeps its own.
   */
  public static NetworkWeights fold(ComputationGraph graph, String prefix, List<Layer> layers) {
    Map<String, LayerWeights> result = new LinkedHashMap<>();
    for (Layer layer : layers) {
      org.deeplearning4j.nn.api.Layer source = graph.getLayer(prefix + layer.name());
      float[] weights = WeightLayout.of(layer).read(source.getParam(WEIGHTS));
      if (layer.operator() == LayerOperator.LINEAR) {
        result.put(layer.name(), new LayerWeights(layer, weights, floats(source, BIAS)));
      } else {
        org.deeplearning4j.nn.api.Layer norm = graph.getLayer(prefix + layer.name() + ".bn");
        result.put(layer.name(), folded(layer, weights, norm));
      }
    }
    return new NetworkWeights(result);
  }

  private static LayerWeights folded(
      Layer layer, float[] weights, org.deeplearning4j.nn.api.Layer norm) {
    float[] gamma = floats(norm, "gamma");
    float[] beta = floats(norm, "beta");
    float[] mean = floats(norm, "mean");
    float[] variance = floats(norm, "var");
    double epsilon = ((BatchNormalization) norm.conf().getLayer()).getEps();
    int channels = layer.output().channels();
    int length = weights.length / channels;
    float[] bias = new float[channels];
    for (int channel = 0; channel < channels; channel++) {
      float factor = (float) (gamma[channel] / Math.sqrt(variance[channel] + epsilon));
      for (int i = channel * length; i < (channel + 1) * length; i++) {
        weights[i] *= factor;
      }
      bias[channel] = beta[channel] - mean[channel] * factor;
    }
    return new LayerWeights(layer, weights, bias);
  }

  private static float[] floats(org.deeplearning4j.nn.api.Layer layer, String key) {
    return layer.getParam(key).dup('c').data().asFloat();
  }
}
