package org.codesign.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * The layers of a block. The main path is a chain of convolutions, each followed by batch
 * normalisation and, except the last, by ReLU; the shortcut is added to its end and ReLU follows. A
 * block with an empty path and an identity shortcut passes its input on.
 *
 * <p>Every consumer builds a block from this description alone, so a new operator is a new
 * structure, not a new case elsewhere.
 */
public record BlockStructure(List<Layer> path, Shortcut shortcut) {

  public BlockStructure {
    path = List.copyOf(path);
    Objects.requireNonNull(shortcut, "shortcut");
    if (path.isEmpty() && !(shortcut instanceof Shortcut.Identity)) {
      throw new IllegalArgumentException("A block without layers must pass its input on.");
    }
  }

  /** Whether the block passes its input on unchanged. */
  public boolean isIdentity() {
    return path.isEmpty();
  }

  /** All layers with weights: the main path in order, then the projection if there is one. */
  public List<Layer> weightedLayers() {
    List<Layer> layers = new ArrayList<>(path);
    if (shortcut instanceof Shortcut.Projection projection) {
      layers.add(projection.layer());
    }
    return layers;
  }

  /**
   * The number of layers whose bit-widths may differ. The projection reads the same tensor as the
   * first layer of the path and shares its bit-widths (HAWQ-V3, Yao et al., ICML 2021, figure 2).
   */
  public int bitSlots() {
    return path.size();
  }

  /** The bit slot of the weighted layer with this index (see {@link #weightedLayers()}). */
  public int bitSlot(int weightedLayer) {
    return weightedLayer < path.size() ? weightedLayer : 0;
  }
}
