package org.codesign.hardware;

/** A chip on a board that a network can run on. */
public sealed interface Device permits FpgaDevice, GpuDevice {

  /** The name in configurations, tables and messages. */
  String name();

  /** Where the figures come from that do not carry a source of their own. */
  String source();
}
