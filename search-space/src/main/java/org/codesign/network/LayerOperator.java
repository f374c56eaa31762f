package org.codesign.network;

/** What a layer computes. */
public enum LayerOperator {
  CONV2D("conv2d"),
  LINEAR("linear"),
  POOL("pool"),
  ADD("add");

  private final String label;

  LayerOperator(String label) {
    this.label = label;
  }

  /** The name in files. */
  public String label() {
    return label;
  }
}
