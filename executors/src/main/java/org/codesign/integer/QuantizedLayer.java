package org.codesign.integer;

import java.util.Arrays;
import java.util.Objects;
import org.codesign.engine.LayerWeights;
import org.codesign.network.Layer;
import org.codesign.quantization.BitWidths;
import org.codesign.quantization.SymmetricQuantizer;

/**
 * One layer with its weights as codes, and what a code of its input is worth. A weight is code *
 * weightStep of its output channel, a bias code * weightStep * inputStep. The arrays are not copied
 * and must not be changed by who reads them.
 */
public final class QuantizedLayer {

  /** No bias code is larger, so that an accumulator keeps room for its products. */
  private static final double LARGEST_BIAS = 1 << 28;

  private final Layer layer;
  private final BitWidths bits;
  private final float inputStep;
  private final byte[] weights;
  private final float[] weightSteps;
  private final int[] bias;

  private QuantizedLayer(
      Layer layer,
      BitWidths bits,
      float inputStep,
      byte[] weights,
      float[] weightSteps,
      int[] bias) {
    this.layer = layer;
    this.bits = bits;
    this.inputStep = inputStep;
    this.weights = weights;
    this.weightSteps = weightSteps;
    this.bias = bias;
  }

  /**
   * Quantizes a layer's weights and biases.
   *
   * @param inputStep what one code of the input is worth
   * @param channelsPerGroup how many output channels share a step; 1 for one step a channel
   */
  static QuantizedLayer of(
      Layer layer, LayerWeights values, BitWidths bits, float inputStep, int channelsPerGroup) {
    Objects.requireNonNull(bits, "bits");
    float[] steps =
        SymmetricQuantizer.scales(
            values.weights(), values.outputChannels(), channelsPerGroup, bits.weightBits());
    int[] bias = new int[steps.length];
    int length = values.weights().length / steps.length;
    for (int channel = 0; channel < steps.length; channel++) {
      steps[channel] = stepWithRoom(values, channel, length, steps[channel], inputStep);
    }
    shareLargest(steps, channelsPerGroup);
    for (int channel = 0; channel < steps.length; channel++) {
      bias[channel] =
          Math.toIntExact(
              Math.round(values.bias()[channel] / ((double) steps[channel] * inputStep)));
    }
    byte[] codes = SymmetricQuantizer.codes(values.weights(), steps, bits.weightBits());
    return new QuantizedLayer(layer, bits, inputStep, codes, steps, bias);
  }

  private static void shareLargest(float[] steps, int channelsPerGroup) {
    for (int first = 0; first < steps.length; first += channelsPerGroup) {
      int end = Math.min(steps.length, first + channelsPerGroup);
      float largest = 0;
      for (int channel = first; channel < end; channel++) {
        largest = Math.max(largest, steps[channel]);
      }
      Arrays.fill(steps, first, end, largest);
    }
  }

  /**
   * A step at which the bias fits 29 bits. A channel that batch normalisation has switched off has
   * weights so small that its bias would be a huge number of their steps; and one without any
   * weight has no step of its own, so that its bias may choose one.
   */
  private static float stepWithRoom(
      LayerWeights values, int channel, int length, float step, float inputStep) {
    float needed = (float) (Math.abs(values.bias()[channel]) / (LARGEST_BIAS * inputStep));
    boolean isEmpty = true;
    for (int i = channel * length; i < (channel + 1) * length; i++) {
      isEmpty &= values.weights()[i] == 0;
    }
    if (isEmpty && needed > 0) {
      return Math.max(needed, Float.MIN_NORMAL);
    }
    return Math.max(step, needed);
  }

  /** The shapes and the window, under the layer's full name. */
  public Layer layer() {
    return layer;
  }

  /** The bits of the weights and of the activations that the layer reads. */
  public BitWidths bits() {
    return bits;
  }

  /** What one code of the input is worth. */
  public float inputStep() {
    return inputStep;
  }

  /** The codes of the weights, [outC, inC / groups, k, k], not copied. */
  public byte[] weights() {
    return weights;
  }

  /** What one code of a weight is worth, [outC], not copied. */
  public float[] weightSteps() {
    return weightSteps;
  }

  /** The codes of the biases, [outC], not copied. */
  public int[] bias() {
    return bias;
  }

  /** What one unit of a channel's accumulator is worth. */
  public double accumulatorStep(int channel) {
    return (double) weightSteps[channel] * inputStep;
  }
}
