package org.codesign.hardware;

/** What bounds an engine's time besides its multipliers and its memory: the highest clock. */
public record EngineTiming(Figure maximumClockMegahertz) {

  public EngineTiming {
    Figure.requirePositive("maximum clock in MHz", maximumClockMegahertz);
  }
}
