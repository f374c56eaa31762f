package org.codesign.hardware;

/**
 * An engine of rows x columns DSP slices. Rows take input channels, columns take output channels;
 * the weight buffer holds two halves, one in use while the other fills. Buffers are in units of
 * 1,024 bytes.
 */
public record FpgaEngine(
    int rows,
    int columns,
    int weightBufferKibibytes,
    int activationBufferKibibytes,
    int clockMegahertz)
    implements AcceleratorConfig {

  private static final int LARGEST = 65_536;

  public FpgaEngine {
    require("rows", rows, 256);
    require("columns", columns, 256);
    require("weight buffer (KiB)", weightBufferKibibytes, LARGEST);
    require("activation buffer (KiB)", activationBufferKibibytes, LARGEST);
    require("clock (MHz)", clockMegahertz, 2_000);
  }

  @Override
  public String label() {
    return "r%dc%d-w%dk-a%dk-%dmhz"
        .formatted(rows, columns, weightBufferKibibytes, activationBufferKibibytes, clockMegahertz);
  }

  /** The DSP slices of the array. */
  public int multipliers() {
    return rows * columns;
  }

  private static void require(String name, int value, int limit) {
    if (value < 1 || value > limit) {
      throw new IllegalArgumentException(
          "The %s of an engine, %d, must be in [1, %d].".formatted(name, value, limit));
    }
  }
}
