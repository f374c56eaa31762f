package org.codesign.sensitivity;

import java.util.Objects;

/**
 * A layer with weights.
 *
 * @param name stable name
 * @param parameters the number of weights, without bias
 * @param outputChannels the first extent of the weights
 * @param inputElements the activations of one image that the layer reads
 */
public record WeightedLayer(String name, long parameters, int outputChannels, long inputElements) {

  public WeightedLayer {
    Objects.requireNonNull(name, "name");
    if (parameters < 1 || outputChannels < 1 || parameters % outputChannels != 0) {
      throw new IllegalArgumentException(
          "The output channels (%d) of the layer %s must divide its weights (%d)."
              .formatted(outputChannels, name, parameters));
    }
  }
}
