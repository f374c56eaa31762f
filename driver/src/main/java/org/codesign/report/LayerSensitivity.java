package org.codesign.report;

import java.util.Objects;

/**
 * The sensitivity of a layer of a trained block.
 *
 * @param position one of {@link FrontTable#positions}
 * @param operator the block's operator
 * @param layer the layer's name
 * @param parameters the number of weights
 * @param weights for the layer's weights
 * @param activations for the layer's input activations
 */
public record LayerSensitivity(
    String position,
    String operator,
    String layer,
    long parameters,
    QuantizationSensitivity weights,
    QuantizationSensitivity activations) {

  public LayerSensitivity {
    Checks.text("position of a layer", position);
    Checks.text("operator of a layer", operator);
    Checks.text("name of a layer", layer);
    Checks.count("parameters of layer " + layer, parameters);
    Objects.requireNonNull(weights, "weights");
    Objects.requireNonNull(activations, "activations");
  }
}
