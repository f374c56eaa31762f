package org.codesign.cost;

/** Where a layer of a network runs, and what it shares with its neighbours. */
public enum Place {
  /** By itself. */
  ALONE,
  /** First in a call whose second layer reads its output on chip. */
  OPENS_CALL,
  /** Second in a call: no start of its own, and its input is on chip. */
  ENDS_CALL,
  /** On the processor beside the accelerator. */
  PROCESSOR
}
