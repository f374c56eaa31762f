package org.codesign.hardware;

/** The accelerator configurations of a search, numbered from 0 in a fixed order. */
public sealed interface AcceleratorSpace permits EngineSpace, BatchSpace {

  /** How many configurations there are. */
  int size();

  /**
   * The configuration with this number.
   *
   * @throws IndexOutOfBoundsException if the index is not in [0, size)
   */
  AcceleratorConfig get(int index);
}
