package org.codesign.report;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** How the training of a block ended. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "status")
@JsonSubTypes({
  @JsonSubTypes.Type(value = BlockOutcome.Trained.class, name = "trained"),
  @JsonSubTypes.Type(value = BlockOutcome.Diverged.class, name = "diverged")
})
public sealed interface BlockOutcome {

  /** The distillation error on held-out images: the normalised mean squared error, at least 0. */
  record Trained(double distillationError) implements BlockOutcome {
    public Trained {
      Checks.within("distillation error of a block", distillationError, 0, Double.MAX_VALUE);
    }
  }

  /** The training was given up. */
  record Diverged(String reason) implements BlockOutcome {
    public Diverged {
      Checks.text("reason of a diverged block", reason);
    }
  }
}
