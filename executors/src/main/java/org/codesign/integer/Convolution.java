package org.codesign.integer;

import java.util.List;
import org.codesign.network.Layer;

/**
 * A convolution or fully connected layer: output = sum of weight * input + bias, in 32 bits. Holds
 * its weights without a copy.
 */
public final class Convolution implements IntegerOperation {

  private final IntegerTensor output;
  private final String input;
  private final Layer layer;
  private final int weightBits;
  private final byte[] weights;
  private final int[] bias;

  /**
   * @param weightBits the bits of a weight's code, which lies in [-(2^(b-1) - 1), 2^(b-1) - 1]
   * @param weights the codes, [outC, inC / groups, k, k]
   * @param bias one an output channel, in the unit of the accumulators
   */
  public Convolution(String input, Layer layer, int weightBits, byte[] weights, int[] bias) {
    this.output = new IntegerTensor(layer.name(), layer.output(), CodeRange.INT32);
    this.input = input;
    this.layer = layer;
    this.weightBits = weightBits;
    this.weights = weights;
    this.bias = bias;
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
    int largest = (1 << (weightBits - 1)) - 1;
    for (byte weight : weights) {
      if (Math.abs(weight) > largest) {
        throw new IllegalArgumentException(
            "A weight (%d) of %s is beyond its %d bits, [%d, %d]."
                .formatted(weight, layer.name(), weightBits, -largest, largest));
      }
    }
  }

  @Override
  public IntegerTensor output() {
    return output;
  }

  @Override
  public List<String> inputs() {
    return List.of(input);
  }

  /** The shapes and the window. */
  public Layer layer() {
    return layer;
  }

  /** The bits of a weight. */
  public int weightBits() {
    return weightBits;
  }

  /** The codes of the weights, [outC, inC / groups, k, k], not copied. */
  public byte[] weights() {
    return weights;
  }

  /** The biases, [outC], not copied. */
  public int[] bias() {
    return bias;
  }

  /** The sum of the magnitudes of the weights of each output channel. */
  public long[] magnitudes() {
    int length = weights.length / bias.length;
    long[] sums = new long[bias.length];
    for (int i = 0; i < weights.length; i++) {
      sums[i / length] += Math.abs(weights[i]);
    }
    return sums;
  }
}
