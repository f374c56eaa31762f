package org.codesign.report;

import java.util.List;

/**
 * A design that was assembled, recovered and measured.
 *
 * @param design the design with the values of the front's columns; it need not be on the front
 * @param predicted what the search expected, in the terms of {@link FinalistTable#predictedLabel}
 * @param floatAccuracy accuracy on the test images before quantization, in [0, 1]
 * @param quantizedAccuracy accuracy on the test images with the design's bits, in [0, 1]
 * @param compression the teacher's weight bytes over the design's
 * @param layers its layers and where their times are from; may be empty
 */
public record Finalist(
    FrontPoint design,
    double predicted,
    double floatAccuracy,
    double quantizedAccuracy,
    double compression,
    List<LayerTime> layers) {

  public Finalist {
    String id = design.id();
    layers = List.copyOf(layers);
    Checks.finite("prediction of finalist " + id, predicted);
    Checks.within("float accuracy of finalist " + id, floatAccuracy, 0, 1);
    Checks.within("quantized accuracy of finalist " + id, quantizedAccuracy, 0, 1);
    Checks.finite("compression of finalist " + id, compression);
  }
}
