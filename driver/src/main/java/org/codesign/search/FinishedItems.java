package org.codesign.search;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.codesign.task.ItemStore;

/**
 * Finds and reads what is finished of many items: one listing tells which can be, and those are
 * checked and read side by side, since what that takes is mostly waiting for the file system.
 */
record FinishedItems<R>(ItemStore store, StageJob.RecordReader<R> reader) {

  private static final int THREADS = 16;

  /** Those of the items that are finished, by their names. */
  Map<String, ItemResult<R>> read(List<String> items) {
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      Set<String> begun = store.begunItems();
      Map<String, Future<Optional<R>>> reads = new HashMap<>();
      for (String item : items) {
        if (begun.contains(item)) {
          reads.put(item, threads.submit(() -> readIfFinished(item)));
        }
      }
      Map<String, ItemResult<R>> found = new HashMap<>();
      for (Map.Entry<String, Future<Optional<R>>> read : reads.entrySet()) {
        read.getValue().get().ifPresent(row -> found.put(read.getKey(), ItemResult.of(row)));
      }
      return found;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("The reading of finished items was interrupted.");
    } finally {
      threads.shutdownNow();
    }
  }

  private Optional<R> readIfFinished(String item) {
    try {
      return store.isFinished(item) ? Optional.of(reader.read(store, item)) : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
