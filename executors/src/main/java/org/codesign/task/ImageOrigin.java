package org.codesign.task;

/** Where images come from. */
public enum ImageOrigin {
  /** The user's data. */
  DATA("data"),
  /** Made from the network's batch normalisations. */
  DISTILLED("distilled");

  private final String label;

  ImageOrigin(String label) {
    this.label = label;
  }

  /** In names of items. */
  public String label() {
    return label;
  }
}
