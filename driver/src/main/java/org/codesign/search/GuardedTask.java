package org.codesign.search;

import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.util.LongAccumulator;
import org.codesign.store.RunDirectoryException;
import org.codesign.task.ItemRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs an item's task and makes of its failure a value, so that one candidate that cannot be
 * computed does not end the search. Spark tries a failed task again first, as often as it is told
 * to. Failures of storage are not the candidate's: they end the job. Sent to executors.
 */
final class GuardedTask<I, R extends ItemRecord> implements Function<I, ItemResult<R>> {

  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(GuardedTask.class);

  private final Function<I, R> task;
  private final int attempts;
  private final LongAccumulator failed;

  /**
   * @param attempts how often Spark tries a task
   * @param failed counts the items without a result
   */
  GuardedTask(Function<I, R> task, int attempts, LongAccumulator failed) {
    this.task = task;
    this.attempts = attempts;
    this.failed = failed;
  }

  @Override
  public ItemResult<R> call(I item) throws Exception {
    try {
      R record = task.call(item);
      if (!record.failure().isEmpty()) {
        failed.add(1);
      }
      return ItemResult.of(record);
    } catch (UncheckedIOException | RunDirectoryException | CancellationException e) {
      throw e;
    } catch (RuntimeException e) {
      TaskContext context = TaskContext.get();
      if (context.isInterrupted() || context.attemptNumber() + 1 < attempts) {
        throw e;
      }
      LOG.warn("The item {} failed.", item, e);
      failed.add(1);
      return ItemResult.missing(Objects.requireNonNullElse(e.getMessage(), e.getClass().getName()));
    }
  }
}
