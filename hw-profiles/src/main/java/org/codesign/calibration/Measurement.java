package org.codesign.calibration;

import java.util.Objects;
import org.codesign.workload.LayerSpec;
import org.codesign.workload.NetworkSpec;

/**
 * A measured time: of one layer by itself, or of a network or a part of it that runs as one.
 *
 * @param group the network that the row belongs to, which leave-one-network-out leaves out
 * @param whole whether the layers ran as one network; otherwise there is one layer
 */
public record Measurement(String group, NetworkSpec network, boolean whole, double millis) {

  public Measurement {
    Objects.requireNonNull(group, "group");
    if (!(millis > 0 && millis < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "The milliseconds (%s) of %s must be above 0.".formatted(millis, network.name()));
    }
    if (!whole && network.layers().size() != 1) {
      throw new IllegalArgumentException(
          "The layer measurement %s must have one layer.".formatted(network.name()));
    }
  }

  /** The layer of a measurement that is not of a whole network. */
  public LayerSpec layer() {
    return network.layers().get(0);
  }
}
