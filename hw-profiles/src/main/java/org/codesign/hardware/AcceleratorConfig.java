package org.codesign.hardware;

/** The hardware half of a design: how a device is set up to run a network. */
public sealed interface AcceleratorConfig permits SubgraphEngine, GpuExecution {

  /**
   * The name in tables and files, for example {@code pw16x16-kk0x0-dw16-dsp-w4a8-250mhz} or {@code
   * b8}.
   */
  String label();
}
