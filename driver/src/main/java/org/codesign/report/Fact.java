package org.codesign.report;

import java.util.Objects;

/** A label and its value, printed as they are. */
public record Fact(String label, String value) {

  public Fact {
    Checks.text("label of a fact", label);
    Objects.requireNonNull(value, "value");
  }
}
