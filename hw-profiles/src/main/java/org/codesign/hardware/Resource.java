package org.codesign.hardware;

/** What an FPGA has a limited number of, in the order in which limits are checked. */
public enum Resource {
  /** Multiplier slices. */
  DSP("DSP"),
  /** Block memories of 36 kilobits. */
  BRAM36("BRAM36"),
  /** Six-input look-up tables. */
  LUT("LUT"),
  /** Flip-flops. */
  FF("FF");

  private final String label;

  Resource(String label) {
    this.label = label;
  }

  /** The name in messages and tables. */
  public String label() {
    return label;
  }

  /** How many of this resource are in use. */
  public long in(ResourceUse use) {
    return switch (this) {
      case DSP -> use.dsp();
      case BRAM36 -> use.bram36();
      case LUT -> use.lut();
      case FF -> use.ff();
    };
  }
}
