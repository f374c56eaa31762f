package org.codesign.distillation;

import java.util.Objects;
import org.codesign.engine.NetworkWeights;

/** What came of training a block. A failure is a value: the search goes on without the block. */
public sealed interface BlockOutcome {

  /**
   * A trained block.
   *
   * @param heldOutError ||student - teacher||^2 / ||teacher||^2 over the held-out images
   * @param trainingError the same over the last epoch of training
   * @param weights the block's weights, batch normalisation folded, by layer name within the block
   */
  record Trained(double heldOutError, double trainingError, NetworkWeights weights)
      implements BlockOutcome {
    public Trained {
      Objects.requireNonNull(weights, "weights");
    }
  }

  /** A block that cannot be used, and why. */
  record Failed(String reason) implements BlockOutcome {
    public Failed {
      Objects.requireNonNull(reason, "reason");
    }
  }
}
