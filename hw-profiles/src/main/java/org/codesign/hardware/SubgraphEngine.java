package org.codesign.hardware;

import java.util.Objects;

/**
 * An accelerator of several engines in a row that a network calls once for each subgraph, after
 * CoDeNet (FPGA 2021, arXiv 2006.08357) and HAO (FCCM 2021, arXiv 2104.12766): a 1x1 engine, a k x
 * k engine, and a depthwise engine behind a line buffer, regular or square-deformable. An engine of
 * size 0 is not there.
 *
 * @param pointwise inputs and outputs that the 1x1 engine multiplies in a cycle
 * @param dense inputs and outputs that the k x k engine multiplies in a cycle, one tap at a time
 * @param depthwiseChannels channels that the depthwise engine filters in a cycle, all taps at once
 * @param weightBits of the widest weights
 * @param activationBits of the widest activations
 * @param buffers sizes of the memories
 */
public record SubgraphEngine(
    Lanes pointwise,
    Lanes dense,
    int depthwiseChannels,
    int depthwiseKernel,
    MultiplierUnit unit,
    int weightBits,
    int activationBits,
    Buffers buffers,
    int clockMegahertz)
    implements AcceleratorConfig {

  private static final int MOST_LANES = 1024;

  public SubgraphEngine {
    Objects.requireNonNull(unit, "unit");
    require("depthwiseChannels", depthwiseChannels, 0, MOST_LANES);
    require("depthwiseKernel", depthwiseKernel, 1, 15);
    require("weightBits", weightBits, 1, 16);
    require("activationBits", activationBits, 1, 16);
    require("clockMegahertz", clockMegahertz, 1, 2_000);
    if (pointwise.multipliers() + dense.multipliers() + depthwiseChannels == 0) {
      throw new IllegalArgumentException("A subgraph engine needs at least one engine.");
    }
  }

  /** Inputs times outputs of a cycle. */
  public record Lanes(int inputs, int outputs) {
    public Lanes {
      require("inputs", inputs, 0, MOST_LANES);
      require("outputs", outputs, 0, MOST_LANES);
      if ((inputs == 0) != (outputs == 0)) {
        throw new IllegalArgumentException(
            "The inputs (%d) and outputs (%d) of an engine must both be 0 or both above 0."
                .formatted(inputs, outputs));
      }
    }

    /** Products in a cycle. */
    public int multipliers() {
      return inputs * outputs;
    }
  }

  /**
   * The memories.
   *
   * @param weightKibibytes of the weights of a call
   * @param lines that the line buffer holds: the kernel's, or 15 for offsets up to 7
   * @param width the widest input in pixels
   * @param channels the most channels of a call
   * @param portBits of the port to DRAM
   */
  public record Buffers(int weightKibibytes, int lines, int width, int channels, int portBits) {
    public Buffers {
      require("weightKibibytes", weightKibibytes, 1, 65_536);
      require("lines", lines, 1, 256);
      require("width", width, 1, 65_536);
      require("channels", channels, 1, 65_536);
      require("portBits", portBits, 8, 4_096);
    }
  }

  @Override
  public String label() {
    return "pw%dx%d-kk%dx%d-dw%d-%s-w%da%d-%dmhz"
        .formatted(
            pointwise.inputs(),
            pointwise.outputs(),
            dense.inputs(),
            dense.outputs(),
            depthwiseChannels,
            unit == MultiplierUnit.DSP ? "dsp" : "lut",
            weightBits,
            activationBits,
            clockMegahertz);
  }

  private static void require(String name, int value, int low, int high) {
    if (value < low || value > high) {
      throw new IllegalArgumentException(
          "The %s (%d) of a subgraph engine must be in [%d, %d]."
              .formatted(name, value, low, high));
    }
  }
}
