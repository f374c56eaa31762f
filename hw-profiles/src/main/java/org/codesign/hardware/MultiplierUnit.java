package org.codesign.hardware;

/** What an engine's multipliers are made of. */
public enum MultiplierUnit {
  DSP,
  LUT
}
