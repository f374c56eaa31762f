package org.codesign.config;

import java.util.List;
import org.codesign.hardware.EngineSizes;

/** The values that the accelerator section lists; every combination is a configuration. */
public sealed interface AcceleratorKeys {

  /** Subgraph engines on an FPGA. */
  record Fpga(EngineSizes sizes) implements AcceleratorKeys {}

  /** A GPU: the images of one run of the network. */
  record Gpu(List<Integer> batch) implements AcceleratorKeys {
    public Gpu {
      batch = List.copyOf(batch);
    }
  }
}
