package org.codesign.task;

import java.util.Objects;
import org.codesign.engine.NetworkWeights;
import org.codesign.network.Backbone;

/**
 * What every design starts from besides its blocks.
 *
 * @param weights of the stem and the classifier at least, by full layer name
 */
public record SharedLayers(Backbone backbone, NetworkWeights weights) {

  public SharedLayers {
    Objects.requireNonNull(backbone, "backbone");
    Objects.requireNonNull(weights, "weights");
  }
}
