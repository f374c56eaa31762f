package org.codesign.engine;

import java.util.Objects;
import org.codesign.network.Layer;

/**
 * The parameters of one layer with batch normalisation folded: weights as [outC, inC / groups, k,
 * k] in row-major order, and one bias an output channel. The arrays are not copied and must not be
 * changed by who reads them.
 */
public final class LayerWeights {

  private final float[] weights;
  private final float[] bias;

  /**
   * @throws IllegalArgumentException if the lengths are not those of the layer
   */
  public LayerWeights(Layer layer, float[] weights, float[] bias) {
    Objects.requireNonNull(weights, "weights");
    Objects.requireNonNull(bias, "bias");
    if (weights.length != layer.weights() || bias.length != layer.output().channels()) {
      throw new IllegalArgumentException(
          "The layer %s has %d weights and %d biases, not %d and %d."
              .formatted(
                  layer.name(),
                  layer.weights(),
                  layer.output().channels(),
                  weights.length,
                  bias.length));
    }
    this.weights = weights;
    this.bias = bias;
  }

  /** The weights, [outC, inC / groups, k, k], not copied. */
  public float[] weights() {
    return weights;
  }

  /** The biases, [outC], not copied. */
  public float[] bias() {
    return bias;
  }

  /** The number of output channels. */
  public int outputChannels() {
    return bias.length;
  }
}
