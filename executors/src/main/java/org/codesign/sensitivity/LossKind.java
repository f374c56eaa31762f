package org.codesign.sensitivity;

/** Whose curvature is measured. */
public enum LossKind {
  /** The cross-entropy of the labels. */
  TASK("task"),
  /** The distance of the answers to those of the network with its own weights. */
  DISTILLATION("distillation");

  private final String label;

  LossKind(String label) {
    this.label = label;
  }

  /** As users write it. */
  public String label() {
    return label;
  }
}
