package org.codesign.search;

import org.apache.spark.Success$;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.util.LongAccumulator;

/**
 * Tells the progress of every task that succeeds, until it is closed; a reduction's tasks beyond
 * those of the items do not count.
 */
final class TaskListener extends SparkListener implements AutoCloseable {

  private static final long PATIENCE_MILLIS = 1000;

  private final JavaSparkContext spark;
  private final Progress progress;
  private final int items;
  private final LongAccumulator failed;
  private int done;

  TaskListener(JavaSparkContext spark, Progress progress, int items) {
    this(spark, progress, items, new LongAccumulator());
  }

  /**
   * @param failed counts the items without a result
   */
  TaskListener(JavaSparkContext spark, Progress progress, int items, LongAccumulator failed) {
    this.spark = spark;
    this.progress = progress;
    this.items = items;
    this.failed = failed;
    spark.sc().addSparkListener(this);
  }

  @Override
  public void onTaskEnd(SparkListenerTaskEnd end) {
    if (end.reason() == Success$.MODULE$ && count()) {
      progress.advance(failed.sum());
    }
  }

  private synchronized boolean count() {
    done++;
    notifyAll();
    return done <= items;
  }

  /** Waits a moment for the events of the items' tasks, which come after the job has ended. */
  synchronized void awaitAll() {
    long deadline = System.nanoTime() + PATIENCE_MILLIS * 1_000_000;
    try {
      while (done < items && System.nanoTime() < deadline) {
        wait(10);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    spark.sc().removeSparkListener(this);
  }
}
