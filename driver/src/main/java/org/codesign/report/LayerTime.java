package org.codesign.report;

/**
 * What a layer adds to the latency of a design.
 *
 * @param layer its name with its position
 * @param bits for example {@code w4a8}
 * @param latencyMillis its share of the network's
 * @param measured whether its time was measured; otherwise a model gives it
 */
public record LayerTime(String layer, String bits, double latencyMillis, boolean measured) {

  public LayerTime {
    Checks.text("name of a layer", layer);
    Checks.text("bits of the layer " + layer, bits);
    Checks.finite("latency of the layer " + layer, latencyMillis);
  }
}
