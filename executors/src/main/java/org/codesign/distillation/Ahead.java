package org.codesign.distillation;

import java.io.IOException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Numbered items in their order, each prepared by a second thread while the one before it is used.
 * An item may lie in memory of the last but one.
 */
final class Ahead<T> implements AutoCloseable {

  /** Makes an item; called for one number after the other by one thread. */
  interface Preparation<T> {
    T of(int number) throws IOException;
  }

  private final Preparation<T> preparation;
  private final int end;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          work -> {
            Thread light = new Thread(work, "next-batch");
            light.setDaemon(true);
            return light;
          });
  private int number;
  private Future<T> next;

  /** Begins to prepare the first of the items [start, end). */
  Ahead(int start, int end, Preparation<T> preparation) {
    this.preparation = preparation;
    this.end = end;
    this.number = start;
    this.next = prepared();
  }

  private Future<T> prepared() {
    int wanted = number;
    return thread.submit(() -> wanted < end ? preparation.of(wanted) : null);
  }

  /**
   * The next item; the one before it is not used any more.
   *
   * @throws IOException if it could not be prepared
   * @throws CancellationException if this thread was interrupted
   */
  T next() throws IOException {
    if (number >= end) {
      throw new IllegalStateException("The items end before number " + end + ".");
    }
    T item = await(next);
    number++;
    next = prepared();
    return item;
  }

  private static <T> T await(Future<T> item) throws IOException {
    try {
      return item.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("The work was interrupted.");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException io) {
        throw new IOException(io.getMessage(), io);
      }
      if (e.getCause() instanceof RuntimeException unchecked) {
        throw unchecked;
      }
      throw new IllegalStateException("The next item could not be prepared.", e.getCause());
    }
  }

  /** Ends the second thread; what it reads and writes is left alone afterwards. */
  @Override
  public void close() {
    thread.shutdownNow();
    boolean interrupted = false;
    while (!thread.isTerminated()) {
      try {
        thread.awaitTermination(1, TimeUnit.MINUTES);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
