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

  /**
   * Copies folded parameters into a graph with batch normalisation, so that it computes the same at
   * inference and nearly the same while it trains: mean and variance are those of each channel on
   * the given input, gamma the deviation, beta the mean plus the bias. A linear layer keeps its own
   * bias.
   */
  public static void unfold(
      ComputationGraph graph,
      String prefix,
      List<Layer> layers,
      NetworkWeights source,
      INDArray input) {
    List<Layer> linear =
        layers.stream().filter(layer -> layer.operator() == LayerOperator.LINEAR).toList();
    load(graph, prefix, linear, source);
    List<Layer> convolutions =
        layers.stream().filter(layer -> layer.operator() != LayerOperator.LINEAR).toList();
    for (Layer layer : convolutions) {
      float[] weights = source.layer(layer.name()).weights();
      WeightLayout.of(layer)
          .write(weights, graph.getLayer(prefix + layer.name()).getParam(WEIGHTS));
      float[] bias = source.layer(layer.name()).bias();
      // The identity: the layers behind read what the folded block would give them.
      float[] ones = new float[bias.length];
      java.util.Arrays.fill(ones, 1);
      float[] variance = new float[bias.length];
      java.util.Arrays.fill(variance, (float) (1 - epsilon(graph, prefix, layer)));
      setNorm(graph, prefix, layer, ones, bias, new float[bias.length], variance);
    }
    Map<String, INDArray> activations = graph.feedForward(input, false);
    for (Layer layer : convolutions) {
      float[] values = NativeArrays.values(activations.get(prefix + layer.name()));
      standardise(graph, prefix, layer, source.layer(layer.name()).bias(), values);
    }
    activations.remove(Graphs.INPUT);
    NativeArrays.free(activations.values().toArray(INDArray[]::new));
  }

  /** Copies all parameters, those of batch normalisation too, into a graph of the same layers. */
  public static void copy(ComputationGraph from, ComputationGraph to) {
    for (org.deeplearning4j.nn.api.Layer source : from.getLayers()) {
      org.deeplearning4j.nn.api.Layer target = to.getLayer(source.conf().getLayer().getLayerName());
      source.paramTable().forEach((key, values) -> target.getParam(key).assign(values));
    }
  }

  private static void standardise(
      ComputationGraph graph, String prefix, Layer layer, float[] bias, float[] values) {
    int channels = bias.length;
    int area = layer.output().height() * layer.output().width();
    double[] sums = new double[channels];
    double[] squares = new double[channels];
    for (int i = 0; i < values.length; i++) {
      int channel = i / area % channels;
      sums[channel] += values[i];
      squares[channel] += (double) values[i] * values[i];
    }
    double count = (double) values.length / channels;
    double epsilon = epsilon(graph, prefix, layer);
    float[] gamma = new float[channels];
    float[] beta = new float[channels];
    float[] mean = new float[channels];
    float[] variance = new float[channels];
    for (int channel = 0; channel < channels; channel++) {
      double average = sums[channel] / count;
      mean[channel] = (float) average;
      variance[channel] = (float) Math.max(0, squares[channel] / count - average * average);
      gamma[channel] = (float) Math.sqrt(variance[channel] + epsilon);
      beta[channel] = bias[channel] + mean[channel];
    }
    setNorm(graph, prefix, layer, gamma, beta, mean, variance);
  }

  private static double epsilon(ComputationGraph graph, String prefix, Layer layer) {
    org.deeplearning4j.nn.api.Layer norm = graph.getLayer(prefix + layer.name() + ".bn");
    return ((BatchNormalization) norm.conf().getLayer()).getEps();
  }

  private static void setNorm(
      ComputationGraph graph,
      String prefix,
      Layer layer,
      float[] gamma,
      float[] beta,
      float[] mean,
      float[] variance) {
    org.deeplearning4j.nn.api.Layer norm = graph.getLayer(prefix + layer.name() + ".bn");
    Map<String, float[]> values =
        Map.of("gamma", gamma, "beta", beta, "mean", mean, "var", variance);
    values.forEach(
        (key, array) -> {
          INDArray target = norm.getParam(key);
          target.assign(
              org.nd4j.linalg.factory.Nd4j.createFromArray(array).reshape(target.shape()));
        });
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
