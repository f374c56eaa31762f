package org.codesign.config;

import java.util.List;

/** The values that the accelerator section lists; every combination is a configuration. */
public sealed interface AcceleratorKeys {

  /** An engine on an FPGA: multipliers in rows and columns, buffers, and clock. */
  record Fpga(
      List<Integer> rows,
      List<Integer> columns,
      List<Integer> weightBufferKibibytes,
      List<Integer> activationBufferKibibytes,
      List<Integer> clockMegahertz)
      implements AcceleratorKeys {
    public Fpga {
      rows = List.copyOf(rows);
      columns = List.copyOf(columns);
      weightBufferKibibytes = List.copyOf(weightBufferKibibytes);
      activationBufferKibibytes = List.copyOf(activationBufferKibibytes);
      clockMegahertz = List.copyOf(clockMegahertz);
    }
  }

  /** A GPU: the images of one run of the network. */
  record Gpu(List<Integer> batch) implements AcceleratorKeys {
    public Gpu {
      batch = List.copyOf(batch);
    }
  }
}
