package org.codesign.distillation;

import java.util.concurrent.CancellationException;

/** Lets a task that is no longer wanted end between two batches: native code hears no interrupt. */
final class Interruption {

  private Interruption() {}

  /**
   * Ends the work if this thread was interrupted.
   *
   * @throws CancellationException if so
   */
  static void check() {
    if (Thread.currentThread().isInterrupted()) {
      throw new CancellationException("The work was interrupted.");
    }
  }
}
