package org.codesign.calibration;

import java.util.List;
import java.util.Optional;
import org.codesign.cost.Bound;
import org.codesign.hardware.ResourceUse;

/**
 * What a network costs, layer by layer and in total.
 *
 * @param total of the network, which need not be the sum of its layers
 * @param resources of the accelerator; none on a GPU
 * @param measuredLayers how many layers have a measured time; the model fills the rest
 */
public record NetworkEstimate(
    List<Item> layers, Item total, ResourceUse resources, int measuredLayers) {

  public NetworkEstimate {
    layers = List.copyOf(layers);
  }

  /** Where a layer's time is from. */
  public enum Origin {
    MODEL,
    MEASURED
  }

  /**
   * One line.
   *
   * @param lowMillis the lower end of the 90 % interval
   * @param highMillis the upper end
   * @param resources of this layer alone, where layers have resources of their own
   */
  public record Item(
      String name,
      double latencyMillis,
      double lowMillis,
      double highMillis,
      double energyMicrojoules,
      long bytesMoved,
      Bound bound,
      Origin origin,
      Optional<ResourceUse> resources) {}
}
