package org.codesign.sensitivity;

/**
 * A layer with weights.
 *
 * @param name stable, such as the name of the weights in a file
 * @param parameters its weights without the bias
 * @param outputChannels of its output
 * @param inputElements what it reads for one image
 */
public record WeightedLayer(String name, long parameters, int outputChannels, long inputElements) {

  public WeightedLayer {
    if (parameters < 1 || outputChannels < 1 || inputElements < 1) {
      throw new IllegalArgumentException(
          "The layer %s (%d weights, %d output channels, %d inputs) must have one of each."
              .formatted(name, parameters, outputChannels, inputElements));
    }
  }
}
