package org.codesign.engine;

import java.util.Map;
import java.util.Objects;
import org.codesign.quantization.BitWidths;

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

  /** The bit-widths of a layer and the range [0, inputRange] of its input activations. */
  record LayerQuantization(BitWidths bits, float inputRange) {
    public LayerQuantization {
      Objects.requireNonNull(bits, "bits");
    }
  }
}
