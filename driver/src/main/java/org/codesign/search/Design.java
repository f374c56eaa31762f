package org.codesign.search;

import java.math.BigInteger;
import java.util.Objects;
import org.codesign.hardware.AcceleratorConfig;
import org.codesign.hardware.ResourceUse;
import org.codesign.space.DesignPoint;

/**
 * A design of the front with everything that was predicted of it.
 *
 * @param id its name within the run, by its place on the front
 * @param index its index in the search space
 */
public record Design(
    String id,
    BigInteger index,
    DesignPoint point,
    AcceleratorConfig accelerator,
    Prediction prediction,
    ResourceUse resources) {

  /**
   * The predicted quantities of a design.
   *
   * @param latencyFactor the 90 % interval of the latency is from latency / factor to latency *
   *     factor; at least 1
   */
  public record Prediction(
      double loss,
      double latencyMillis,
      double latencyFactor,
      double energyMicrojoules,
      double sizeBytes) {

    /** The lower end of the 90 % interval of the latency. */
    public double latencyLowMillis() {
      return latencyMillis / latencyFactor;
    }

    /** The upper end of the 90 % interval of the latency. */
    public double latencyHighMillis() {
      return latencyMillis * latencyFactor;
    }
  }

  public Design {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(index, "index");
    Objects.requireNonNull(point, "point");
    Objects.requireNonNull(accelerator, "accelerator");
    Objects.requireNonNull(prediction, "prediction");
    Objects.requireNonNull(resources, "resources");
  }
}
