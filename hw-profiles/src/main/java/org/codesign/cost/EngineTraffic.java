package org.codesign.cost;

import org.codesign.hardware.FpgaEngine;
import org.codesign.network.Layer;
import org.codesign.network.LayerOperator;
import org.codesign.quantization.BitWidths;

/**
 * The bytes that the engine template moves to and from DRAM for a layer. With W the layer's weights
 * at their bits and 8 bytes of bias and scale an output channel, I and O the input and output of
 * one image at the activation bits, H half the weight buffer and A the activation buffer:
 *
 * <pre>
 * activations stay on chip if I + O <= A, weights are loaded once if W <= H
 * both               W                                 for all images
 * only activations   W                                 an image
 * only weights       W for all images + I + O          an image
 * neither            min(W ceil((I + O) / A) + I + O,  an image: weights again for each tile of
 *                        W + I ceil(W / H) + O)        activations, or inputs for each of weights
 * </pre>
 *
 * <p>These are the two reuse orders of Zhang et al., "Optimizing FPGA-based Accelerator Design for
 * Deep Convolutional Neural Networks", FPGA 2015, of which a compiler takes the cheaper. The output
 * is taken to have the bits of the input. Not modelled: the first input that comes from DRAM, a
 * layer whose neighbour has spilled, rows read twice where tiles meet, partial sums between tiles
 * of input channels, bursts cut short by packing.
 */
final class EngineTraffic {

  /** A 32-bit bias and a dyadic scale of 32 bits, HAWQ-V3 (Yao et al., ICML 2021), section 3. */
  static final int CHANNEL_BYTES = 8;

  private final long halfWeightBufferBytes;
  private final long activationBufferBytes;

  EngineTraffic(FpgaEngine engine) {
    this.halfWeightBufferBytes = engine.weightBufferKibibytes() * 512L;
    this.activationBufferBytes = engine.activationBufferKibibytes() * 1024L;
  }

  long halfWeightBufferBytes() {
    return halfWeightBufferBytes;
  }

  long activationBufferBytes() {
    return activationBufferBytes;
  }

  long dramBytes(Layer layer, BitWidths bits) {
    long images = layer.input().batch();
    long input = inputBytes(layer, bits);
    long output = Ceiling.bytes(layer.output().elements() / images, bits.activationBits());
    long weights = weightBytes(layer, bits);
    boolean activationsStay = input + output <= activationBufferBytes;
    boolean weightsStay = weights <= halfWeightBufferBytes;
    if (activationsStay) {
      return weightsStay ? weights : weights * images;
    }
    if (weightsStay) {
      return weights + images * (input + output);
    }
    long activationTiles = Ceiling.divide(input + output, activationBufferBytes);
    long weightTiles = Ceiling.divide(weights, halfWeightBufferBytes);
    return images
        * Math.min(
            weights * activationTiles + input + output, weights + input * weightTiles + output);
  }

  private static long inputBytes(Layer layer, BitWidths bits) {
    long elements = layer.input().elements() / layer.input().batch();
    long operands = layer.operator() == LayerOperator.ADD ? 2 : 1;
    return operands * Ceiling.bytes(elements, bits.activationBits());
  }

  private static long weightBytes(Layer layer, BitWidths bits) {
    return layer.hasWeights()
        ? Ceiling.bytes(layer.weights(), bits.weightBits())
            + (long) CHANNEL_BYTES * layer.output().channels()
        : 0;
  }
}
