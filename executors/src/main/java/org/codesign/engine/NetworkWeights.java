package org.codesign.engine;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** The parameters of a network or of one block, by layer name, in the order they were given. */
public final class NetworkWeights {

  private final Map<String, LayerWeights> layers;

  public NetworkWeights(Map<String, LayerWeights> layers) {
    this.layers = new LinkedHashMap<>(layers);
  }

  /**
   * The parameters of a layer.
   *
   * @throws IllegalArgumentException if there are none under this name
   */
  public LayerWeights layer(String name) {
    LayerWeights weights = layers.get(name);
    if (weights == null) {
      throw new IllegalArgumentException(
          "There are no weights for the layer " + name + ", only for " + layers.keySet() + ".");
    }
    return weights;
  }

  /** The layer names in order. */
  public Set<String> names() {
    return java.util.Collections.unmodifiableSet(layers.keySet());
  }

  /** These parameters, each name preceded by the prefix. */
  public NetworkWeights withPrefix(String prefix) {
    Map<String, LayerWeights> renamed = new LinkedHashMap<>();
    layers.forEach((name, weights) -> renamed.put(prefix + name, weights));
    return new NetworkWeights(renamed);
  }

  /** The parameters whose names start with the prefix, without it. */
  public NetworkWeights below(String prefix) {
    Map<String, LayerWeights> part = new LinkedHashMap<>();
    layers.forEach(
        (name, weights) -> {
          if (name.startsWith(prefix)) {
            part.put(name.substring(prefix.length()), weights);
          }
        });
    return new NetworkWeights(part);
  }

  /** Both sets of parameters; those given replace those of the same name here. */
  public NetworkWeights plus(NetworkWeights other) {
    Map<String, LayerWeights> joined = new LinkedHashMap<>(layers);
    joined.putAll(other.layers);
    return new NetworkWeights(joined);
  }

  /** Whether every weight and bias is a finite number, as files of weights require. */
  public boolean isFinite() {
    return layers.values().stream()
        .allMatch(layer -> isFinite(layer.weights()) && isFinite(layer.bias()));
  }

  private static boolean isFinite(float[] values) {
    for (float value : values) {
      if (!Float.isFinite(value)) {
        return false;
      }
    }
    return true;
  }
}
