package org.codesign.engine;

import java.util.List;
import org.bytedeco.dnnl.stream;

/** A finished program: steps on fixed memory, nothing allocated while it runs. Not thread-safe. */
final class DnnlProgram implements AutoCloseable {

  private final List<DnnlPlan.Step> steps;
  private final stream queue;
  private final DnnlBuffers buffers;

  DnnlProgram(List<DnnlPlan.Step> steps, stream queue, DnnlBuffers buffers) {
    this.steps = steps;
    this.queue = queue;
    this.buffers = buffers;
  }

  /** Runs all steps in order. */
  void run() {
    for (DnnlPlan.Step step : steps) {
      step.run();
    }
    queue._wait();
  }

  @Override
  public void close() {
    buffers.close();
  }
}
