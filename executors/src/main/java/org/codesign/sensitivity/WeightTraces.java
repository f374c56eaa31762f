package org.codesign.sensitivity;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.codesign.network.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Traces of the Hessian of a folded block's normalised loss with respect to the weights of each
 * layer. One probe serves all layers: the product H z is the difference of two gradients, (g(w + e
 * z) - g(w - e z)) / 2 e, and z_l^T (H z)_l has the expectation tr(H_ll) because the signs of
 * different layers are independent. The step of a layer is {@value #RELATIVE_STEP} of its root mean
 * square weight.
 */
final class WeightTraces {

  private static final double RELATIVE_STEP = 1e-2;

  private final ComputationGraph graph;
  private final BlockSample sample;
  private final List<String> names;
  private final List<INDArray> weights = new ArrayList<>();
  private final double[] steps;

  /**
   * @param prefix what precedes the layers' names in the graph
   */
  WeightTraces(ComputationGraph graph, String prefix, List<Layer> layers, BlockSample sample) {
    this.graph = graph;
    this.sample = sample;
    this.names = layers.stream().map(layer -> prefix + layer.name()).toList();
    this.steps = new double[layers.size()];
    for (int i = 0; i < steps.length; i++) {
      INDArray weight = graph.getLayer(names.get(i)).getParam("W");
      weights.add(weight);
      double rootMeanSquare =
          weight.norm2Number().doubleValue() / Math.sqrt((double) weight.length());
      steps[i] = RELATIVE_STEP * Math.max(rootMeanSquare, 1e-6);
    }
  }

  /** The trace of each layer in order. */
  List<TraceEstimate> estimate(int probes, long seed) {
    double[][] samples = new double[names.size()][probes];
    SplittableRandom random = new SplittableRandom(seed);
    for (int probe = 0; probe < probes; probe++) {
      double[] products = product(signs(random.split()));
      for (int layer = 0; layer < products.length; layer++) {
        samples[layer][probe] = products[layer];
      }
    }
    return java.util.Arrays.stream(samples).map(TraceEstimate::of).toList();
  }

  /** z_l^T (H z)_l for each layer. */
  private double[] product(List<INDArray> signs) {
    List<INDArray> original = weights.stream().map(INDArray::dup).toList();
    move(original, signs, 1);
    double[] forward = directionalDerivatives(signs);
    move(original, signs, -1);
    double[] backward = directionalDerivatives(signs);
    double[] products = new double[steps.length];
    for (int i = 0; i < products.length; i++) {
      weights.get(i).assign(original.get(i));
      double difference = (forward[i] - backward[i]) / (2 * steps[i]);
      products[i] = difference / (sample.images() * sample.power());
    }
    return products;
  }

  private void move(List<INDArray> original, List<INDArray> signs, int direction) {
    for (int i = 0; i < steps.length; i++) {
      weights.get(i).assign(original.get(i).add(signs.get(i).mul(direction * steps[i])));
    }
  }

  /** z_l^T g_l for each layer, summed over the sample's images. */
  private double[] directionalDerivatives(List<INDArray> signs) {
    double[] sums = new double[steps.length];
    for (int batch = 0; batch < sample.inputs().size(); batch++) {
      graph.setInputs(sample.inputs().get(batch));
      graph.setLabels(sample.targets().get(batch));
      graph.computeGradientAndScore();
      for (int i = 0; i < sums.length; i++) {
        INDArray gradient = graph.gradient().getGradientFor(names.get(i) + "_W");
        sums[i] += dot(gradient, signs.get(i));
      }
    }
    graph.clear();
    return sums;
  }

  /** The dot product with the additions in double precision. */
  private static double dot(INDArray gradient, INDArray signs) {
    float[] values = gradient.dup('c').data().asFloat();
    float[] other = signs.dup('c').data().asFloat();
    double sum = 0;
    for (int i = 0; i < values.length; i++) {
      sum += (double) values[i] * other[i];
    }
    return sum;
  }

  private List<INDArray> signs(SplittableRandom random) {
    List<INDArray> signs = new ArrayList<>();
    for (INDArray weight : weights) {
      signs.add(Nd4j.create(Rademacher.draw(weight.length(), 1f, random), weight.shape(), 'c'));
    }
    return signs;
  }
}
