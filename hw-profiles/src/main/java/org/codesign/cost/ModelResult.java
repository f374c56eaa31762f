package org.codesign.cost;

import java.util.Objects;

/** The cost model of an accelerator, or the reason why the accelerator cannot be built. */
public sealed interface ModelResult permits ModelResult.Buildable, Infeasible {

  /** An accelerator that fits its device. */
  record Buildable(CostModel model) implements ModelResult {
    public Buildable {
      Objects.requireNonNull(model, "model");
    }
  }
}
