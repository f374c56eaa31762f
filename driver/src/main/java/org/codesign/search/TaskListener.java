package org.codesign.search;

import org.apache.spark.Success$;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;

/** Tells the progress of every task that succeeds, until it is closed. */
final class TaskListener extends SparkListener implements AutoCloseable {

  private static final long PATIENCE_MILLIS = 1000;

  private final JavaSparkContext spark;
  private final Progress progress;
  private int done;

  TaskListener(JavaSparkContext spark, Progress progress) {
    this.spark = spark;
    this.progress = progress;
    spark.sc().addSparkListener(this);
  }

  @Override
  public void onTaskEnd(SparkListenerTaskEnd end) {
    if (end.reason() == Success$.MODULE$) {
      progress.advance();
      count();
    }
  }

  private synchronized void count() {
    done++;
    notifyAll();
  }

  /** Waits a moment for the events of these many tasks, which come after the job has ended. */
  synchronized void expect(int tasks) {
    long deadline = System.nanoTime() + PATIENCE_MILLIS * 1_000_000;
    try {
      while (done < tasks && System.nanoTime() < deadline) {
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
