package org.codesign.benchmarks;

/**
 * A task that succeeded, as an event log tells it; all times are of whole milliseconds.
 *
 * @param index its place in the stage: the order in which Spark starts tasks
 * @param executor where it ran
 * @param launchMillis when the driver sent it, since 1970
 * @param finishMillis when the driver had its result, since 1970
 * @param runMillis how long the code of the task ran
 * @param collectMillis how much of that the garbage collector took
 */
record RecordedTask(
    int index,
    String executor,
    long launchMillis,
    long finishMillis,
    long runMillis,
    long collectMillis) {

  /** How long the executor's core was taken. */
  long occupiedMillis() {
    return finishMillis - launchMillis;
  }

  /** How much of that was work: neither Spark's own, nor the garbage collector's. */
  long busyMillis() {
    return Math.max(0, runMillis - collectMillis);
  }
}
