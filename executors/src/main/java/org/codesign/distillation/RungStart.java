package org.codesign.distillation;

import java.util.Optional;
import org.codesign.engine.NetworkWeights;

/** Where a rung of a block's training starts. The state is not copied. */
public final class RungStart {

  private final byte[] state;
  private final Optional<NetworkWeights> weights;

  private RungStart(byte[] state, Optional<NetworkWeights> weights) {
    this.state = state;
    this.weights = weights;
  }

  /** Random weights: the start of a first rung. */
  public static RungStart cold() {
    return new RungStart(new byte[0], Optional.empty());
  }

  /** Folded weights, such as those of a larger block's slice: the start of a first rung. */
  public static RungStart warm(NetworkWeights weights) {
    return new RungStart(new byte[0], Optional.of(weights));
  }

  /** What the rung before has left. */
  public static RungStart after(byte[] state) {
    return new RungStart(state, Optional.empty());
  }

  byte[] state() {
    return state;
  }

  Optional<NetworkWeights> weights() {
    return weights;
  }
}
