package org.codesign.sensitivity;

import java.util.List;

/**
 * Samples of Hutchinson's estimator, tr H = E[z^T H z] for random signs z, for every layer of a
 * network (Dong et al., "HAWQ-V2", NeurIPS 2020, equations 7 to 9). What is returned are sums over
 * the images of a shard; the mean over all images is one sample of each layer's trace.
 *
 * <p>One probe gives all layers directions at once: z_l^T (H z)_l = z_l^T H_ll z_l + sum over other
 * layers of z_l^T H_lm z_m, whose expectation is tr(H_ll) because signs of different layers are
 * independent. The cross terms add variance, not bias; layer by layer there are none, at one
 * quadratic form a layer.
 *
 * <p>Probes of the logits estimate the trace of the Gauss-Newton matrix G = J' H_z J, with J the
 * derivative of the logits of a shard and H_z = S S' the Hessian of the losses with respect to them
 * (Schraudolph, "Fast curvature matrix-vector products for second-order gradient descent", Neural
 * Computation 14, 2002): tr G = tr(S' J J' S) = E ||J' S z||^2 for random signs z of the logits,
 * one gradient for all layers without cross terms. For cross-entropy G is the Fisher matrix. Where
 * the logits are piecewise linear in a layer's weights, as with rectifiers, G is H_ll itself.
 */
public final class HutchinsonTrace {

  /** How a probe serves the layers. */
  public enum Grouping {
    ALL_LAYERS,
    LAYER_BY_LAYER,
    /** Not the weights but the logits are probed, for the Gauss-Newton matrix. */
    LOGITS
  }

  private final ProbeSigns signs;
  private final Grouping grouping;

  public HutchinsonTrace(long seed, Grouping grouping) {
    this.signs = new ProbeSigns(seed);
    this.grouping = grouping;
  }

  /**
   * The samples of probes in a row for the weights, [probe][layer].
   *
   * @param firstImage the place of the shard's first image among all images
   */
  public double[][] ofWeights(
      CurvatureModel model, ImageShard shard, long firstImage, int first, int probes) {
    shard.run(model);
    double[][] samples = new double[probes][];
    for (int i = 0; i < probes; i++) {
      int probe = first + i;
      samples[i] =
          switch (grouping) {
            case ALL_LAYERS -> product(model, directions(model, probe));
            case LAYER_BY_LAYER -> layerByLayer(model, directions(model, probe));
            case LOGITS -> ofLogits(model, shard, firstImage, probe);
          };
    }
    return samples;
  }

  /**
   * The samples of probes in a row for what each layer reads, [probe][layer].
   *
   * @param firstImage the place of the shard's first image among all images
   */
  public double[][] ofActivations(
      CurvatureModel model, ImageShard shard, long firstImage, int first, int probes) {
    shard.run(model);
    List<WeightedLayer> layers = model.layers();
    double[][] samples = new double[probes][layers.size()];
    for (int i = 0; i < probes; i++) {
      for (int layer = 0; layer < layers.size(); layer++) {
        float[] z =
            signs.ofActivations(
                first + i, layer, firstImage, shard.count(), layers.get(layer).inputElements());
        for (double value : model.inputCurvature(layer, z)) {
          samples[i][layer] += value;
        }
      }
    }
    return samples;
  }

  private float[][] directions(CurvatureModel model, int probe) {
    List<WeightedLayer> layers = model.layers();
    float[][] z = new float[layers.size()][];
    for (int layer = 0; layer < z.length; layer++) {
      z[layer] = signs.ofWeights(probe, layer, layers.get(layer).parameters());
    }
    return z;
  }

  private static double[] layerByLayer(CurvatureModel model, float[][] z) {
    double[] samples = new double[z.length];
    for (int layer = 0; layer < z.length; layer++) {
      for (double value : model.weightCurvature(layer, z[layer])) {
        samples[layer] += value;
      }
    }
    return samples;
  }

  private double[] ofLogits(CurvatureModel model, ImageShard shard, long firstImage, int probe) {
    int classes = model.logits().length / shard.count();
    float[] z = signs.ofLogits(probe, firstImage, shard.count(), classes);
    float[][] gradients = zeros(model);
    model.addLogitGradient(z, gradients);
    double[] samples = new double[gradients.length];
    for (int layer = 0; layer < samples.length; layer++) {
      samples[layer] = Vectors.dot(gradients[layer], gradients[layer]);
    }
    return samples;
  }

  private static double[] product(CurvatureModel model, float[][] z) {
    float[][] hz = zeros(model);
    model.addHessianProduct(z, hz);
    double[] samples = new double[z.length];
    for (int layer = 0; layer < z.length; layer++) {
      samples[layer] = Vectors.dot(z[layer], hz[layer]);
    }
    return samples;
  }

  private static float[][] zeros(CurvatureModel model) {
    List<WeightedLayer> layers = model.layers();
    float[][] zeros = new float[layers.size()][];
    for (int layer = 0; layer < zeros.length; layer++) {
      zeros[layer] = new float[Math.toIntExact(layers.get(layer).parameters())];
    }
    return zeros;
  }
}
