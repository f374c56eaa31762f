package org.codesign.network;

import java.util.Objects;

/** What a block adds to the end of its main path. */
public sealed interface Shortcut {

  /** The block's input where it has the shape of the output, otherwise nothing. */
  static Shortcut identityIfAllowed(BlockGeometry geometry) {
    return geometry.allowsIdentity() ? new Identity() : new None();
  }

  /** Nothing is added. */
  record None() implements Shortcut {}

  /** The block's input is added as it is. */
  record Identity() implements Shortcut {}

  /** The block's input is added after a pointwise convolution that changes its shape. */
  record Projection(Layer layer) implements Shortcut {
    public Projection {
      Objects.requireNonNull(layer, "layer");
    }
  }
}
