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
 * product a layer.
 */
public final class HutchinsonTrace {

  /** How a probe serves the layers. */
  public enum Grouping {
    ALL_LAYERS,
    LAYER_BY_LAYER
  }

  private final ProbeSigns signs;
  private final Grouping grouping;

  public HutchinsonTrace(long seed, Grouping grouping) {
    this.signs = new ProbeSigns(seed);
    this.grouping = grouping;
  }

  /** The samples of probes in a row for the weights, [probe][layer]. */
  public double[][] ofWeights(CurvatureModel model, ImageShard shard, int first, int probes) {
    shard.run(model);
    double[][] samples = new double[probes][];
    for (int i = 0; i < probes; i++) {
      float[][] z = directions(model, first + i);
      samples[i] =
          switch (grouping) {
            case ALL_LAYERS -> product(model, z);
            case LAYER_BY_LAYER -> layerByLayer(model, z);
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
      float[][] one = new float[z.length][];
      one[layer] = z[layer];
      samples[layer] = product(model, one)[layer];
    }
    return samples;
  }

  private static double[] product(CurvatureModel model, float[][] z) {
    float[][] hz = new float[z.length][];
    for (int layer = 0; layer < z.length; layer++) {
      hz[layer] = z[layer] == null ? null : new float[z[layer].length];
    }
    model.addHessianProduct(z, hz);
    double[] samples = new double[z.length];
    for (int layer = 0; layer < z.length; layer++) {
      samples[layer] = z[layer] == null ? 0 : Vectors.dot(z[layer], hz[layer]);
    }
    return samples;
  }
}
