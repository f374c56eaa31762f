package org.codesign.hardware;

/**
 * What bounds an engine's time besides its array and its memory: the highest clock, and the
 * processor's time to start one layer.
 */
public record EngineTiming(Figure maximumClockMegahertz, Figure layerStartMicros) {

  public EngineTiming {
    Figure.requirePositive("maximum clock in MHz", maximumClockMegahertz);
  }
}
