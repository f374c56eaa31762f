package org.codesign.workload;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A network as a table of layers in the order of execution, for a batch of images. */
public record NetworkSpec(String name, int batch, List<LayerSpec> layers) {

  /** The most layers of a table. */
  public static final int MOST_LAYERS = 100_000;

  public NetworkSpec {
    layers = List.copyOf(layers);
    if (batch < 1 || batch > 65_536) {
      throw new IllegalArgumentException(
          "network %s: batch (%d) must be in [1, 65536]".formatted(name, batch));
    }
    if (layers.isEmpty() || layers.size() > MOST_LAYERS) {
      throw new IllegalArgumentException(
          "network %s: the layers (%d) must be 1 to %d"
              .formatted(name, layers.size(), MOST_LAYERS));
    }
    Set<String> names = new HashSet<>();
    for (LayerSpec layer : layers) {
      if (!names.add(layer.name())) {
        throw new IllegalArgumentException(
            "layer %s: the name is used twice".formatted(layer.name()));
      }
    }
  }

  /** Multiply-accumulates of one image. */
  public long macs() {
    long sum = 0;
    for (LayerSpec layer : layers) {
      sum = Math.addExact(sum, layer.macs());
    }
    return sum;
  }
}
