package org.codesign.hardware;

/** The hardware half of a design: how a device is set up to run a network. */
public sealed interface AcceleratorConfig permits FpgaEngine, GpuExecution {

  /** The name in tables and files, for example {@code r16c8-w64k-a128k-250mhz} or {@code b8}. */
  String label();
}
