package org.codesign.hardware;

/** A network run on a GPU with this many images at a time. */
public record GpuExecution(int batch) implements AcceleratorConfig {

  public GpuExecution {
    if (batch < 1 || batch > 65_536) {
      throw new IllegalArgumentException(
          "The batch (" + batch + ") of a GPU execution must be in [1, 65536].");
    }
  }

  @Override
  public String label() {
    return "b" + batch;
  }
}
