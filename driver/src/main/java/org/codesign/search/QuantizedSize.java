package org.codesign.search;

import java.util.Map;
import org.codesign.engine.ConvolutionStyle.LayerQuantization;
import org.codesign.network.Layer;
import org.codesign.network.Network;

/**
 * How much memory the weights of a network take, in bits: codes at their bit-widths, a float32
 * scale a channel or group, and float32 biases, which stay as they are.
 */
public record QuantizedSize(long weights, long codeBits, long scales, long biases) {

  private static final int FLOAT_BITS = 32;

  static QuantizedSize of(Network network, Map<String, LayerQuantization> quantization) {
    long weights = 0;
    long codeBits = 0;
    long scales = 0;
    long biases = 0;
    for (Layer layer : network.weightedLayers()) {
      LayerQuantization own = quantization.get(layer.name());
      int channels = layer.output().channels();
      weights += layer.weights();
      codeBits += layer.weights() * own.bits().weightBits();
      scales += own.quantizer().scales(layer.weights(), channels);
      biases += channels;
    }
    return new QuantizedSize(weights, codeBits, scales, biases);
  }

  /** Codes and scales, without biases, in bytes. */
  public double weightBytes() {
    return (codeBits + FLOAT_BITS * scales) / 8.0;
  }

  /** How many times smaller codes and scales are than float32 weights. */
  public double smaller() {
    return FLOAT_BITS * weights / 8.0 / weightBytes();
  }

  /** How many times smaller codes, scales and biases are than float32 weights and biases. */
  public double smallerWithBiases() {
    return FLOAT_BITS * (weights + biases) / (codeBits + FLOAT_BITS * (scales + biases) + 0.0);
  }

  /** The mean bits of a weight, without scales. */
  public double bitsPerWeight() {
    return codeBits / (double) weights;
  }
}
