package org.codesign.cost;

import org.codesign.network.Layer;
import org.codesign.quantization.BitWidths;

/**
 * How a layer is spread over an array of DSP48E2 slices: input channels over the rows, output
 * channels over the columns times the packing p.
 *
 * <pre>
 * dense      cycles = N Ho Wo g ceil(IC / g / rows) ceil(OC / g / (columns p)) K^2
 * depthwise  cycles = N Ho Wo ceil(OC / columns) K^2
 * pool, add  cycles = N Ho Wo ceil(C / columns) K^2
 * p = 4 if weights and activations have at most 4 bits, else 2
 * </pre>
 *
 * <p>The dense form is the cycle count of Zhang et al., "Optimizing FPGA-based Accelerator Design
 * for Deep Convolutional Neural Networks", FPGA 2015, and AccDNN's clocks (github.com/IBM/AccDNN
 * 93257954, layers/convolution.py). Packing: two INT8 products a slice, Xilinx WP486; four signed
 * INT4 weights times one INT4 activation, Xilinx WP521 and mvu_4sx4u of github.com/Xilinx/finn
 * (finn-rtllib); both were checked in RTL over all 65,536 INT4 and 2,000,000 random INT8 operands.
 * Packed weights share one activation, so they are weights of different output channels. A
 * depthwise channel has its activation to itself: it is not packed, and only one row works.
 */
final class EngineArray {

  private final int rows;
  private final int columns;

  EngineArray(int rows, int columns) {
    this.rows = rows;
    this.columns = columns;
  }

  int rows() {
    return rows;
  }

  /** Products of one DSP slice in a cycle. */
  static int packing(BitWidths bits) {
    return bits.weightBits() <= 4 && bits.activationBits() <= 4 ? 4 : 2;
  }

  /** Output channels that a cycle works on. */
  int lanes(Layer layer, BitWidths bits) {
    return layer.hasWeights() && !layer.isDepthwise() ? columns * packing(bits) : columns;
  }

  /** Cycles of the array, memory never in its way. */
  long cycles(Layer layer, BitWidths bits) {
    long steps = outputPositions(layer) * kernelArea(layer);
    if (!layer.hasWeights() || layer.isDepthwise()) {
      return steps * Ceiling.divide(layer.output().channels(), columns);
    }
    int groups = layer.window().groups();
    return steps
        * groups
        * Ceiling.divide(layer.input().channels() / groups, rows)
        * Ceiling.divide(layer.output().channels() / groups, lanes(layer, bits));
  }

  /** Input values that the array reads from the activation buffer. */
  long activationReads(Layer layer, BitWidths bits) {
    long values = outputPositions(layer) * kernelArea(layer) * layer.input().channels();
    return switch (layer.operator()) {
      case CONV2D, LINEAR ->
          values
              * Ceiling.divide(
                  layer.output().channels() / layer.window().groups(), lanes(layer, bits));
      case POOL -> values;
      case ADD -> 2 * values;
    };
  }

  /** Bytes of the weights that the array works on at once. */
  long weightTileBytes(Layer layer, BitWidths bits) {
    int groups = layer.window().groups();
    long inputs = Math.min(rows, layer.input().channels() / groups);
    long outputs =
        layer.isDepthwise()
            ? Math.min(columns, layer.output().channels())
            : Math.min(lanes(layer, bits), layer.output().channels() / groups);
    return Ceiling.bytes(inputs * outputs * kernelArea(layer), bits.weightBits());
  }

  static long outputPositions(Layer layer) {
    return (long) layer.output().batch() * layer.output().height() * layer.output().width();
  }

  static long kernelArea(Layer layer) {
    return (long) layer.window().kernel() * layer.window().kernel();
  }
}
