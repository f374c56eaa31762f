package org.codesign.space;

import java.util.Objects;

/** A candidate on an accelerator, which is named by its index in the accelerator space. */
public record DesignPoint(Candidate candidate, int accelerator) {

  public DesignPoint {
    Objects.requireNonNull(candidate, "candidate");
    if (accelerator < 0) {
      throw new IllegalArgumentException(
          "The accelerator index (" + accelerator + ") must not be negative.");
    }
  }
}
