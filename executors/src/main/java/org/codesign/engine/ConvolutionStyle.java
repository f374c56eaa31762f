package org.codesign.engine;

import java.util.Map;
import java.util.Objects;
import org.codesign.quantization.BitWidths;
import org.codesign.quantization.WeightQuantizer;

/** How the convolutions of a graph appear. */
public sealed interface ConvolutionStyle {

  /** Batch normalisation after each convolution, for training from the start. */
  record Normalised() implements ConvolutionStyle {}

  /** Batch normalisation folded into weights and biases. */
  record Folded() implements ConvolutionStyle {}

  /** Folded, with a graph input added to the activations that each bit slot of a block reads. */
  record Probed() implements ConvolutionStyle {}

  /**
   * Folded, with quantized weights and input activations. Layers without an entry stay as they are.
   *
   * @param layers the quantization of each layer by its full name
   */
  record Quantized(Map<String, LayerQuantization> layers) implements ConvolutionStyle {
    public Quantized {
      layers = Map.copyOf(layers);
    }
  }

  /**
   * As {@link Quantized}, with batch normalisation after each convolution. Weights are quantized as
   * they stand before it; since each output channel has a scale of its own, folding multiplies the
   * scale and leaves the codes as they are.
   *
   * @param layers the quantization of each layer by its full name
   */
  record QuantizedNormalised(Map<String, LayerQuantization> layers) implements ConvolutionStyle {
    public QuantizedNormalised {
      layers = Map.copyOf(layers);
    }
  }

  /**
   * How a layer is quantized.
   *
   * @param inputRange the range [0, inputRange] of its input activations; 0 leaves them as they are
   * @param quantizer of its weights
   */
  record LayerQuantization(BitWidths bits, float inputRange, WeightQuantizer quantizer) {
    public LayerQuantization {
      Objects.requireNonNull(bits, "bits");
      Objects.requireNonNull(quantizer, "quantizer");
    }

    /** With one scale an output channel. */
    public LayerQuantization(BitWidths bits, float inputRange) {
      this(bits, inputRange, WeightQuantizer.PER_CHANNEL);
    }
  }
}
