package org.codesign.benchmarks;

import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * A discrete-event simulation of one Spark stage: a driver that serves one task at a time, and
 * executors of one core. Tasks start in their order. The next one goes to the executor that has
 * been free the longest, as soon as the driver is free, too; the driver is then busy for its share
 * of a task, and the task begins at the end of that. An executor's first task takes longer by a
 * fixed time.
 *
 * <p>Left out: jitter between tasks of one kind, lost executors, contention for the file system and
 * for memory of executors on one machine, executors that arrive late.
 *
 * @param executors how many there are, of one core each
 * @param dispatchMillis the driver's time a task, sending and result together
 * @param firstTaskMillis what an executor's first task takes longer
 */
record ClusterSimulation(int executors, double dispatchMillis, double firstTaskMillis) {

  /**
   * A task.
   *
   * @param busyMillis its work
   * @param occupiedMillis how long it holds its executor, the work included
   */
  record Task(double busyMillis, double occupiedMillis) {}

  /**
   * What came out.
   *
   * @param makespanMillis from the first dispatch to the last result
   * @param busyMillis the work of all tasks
   */
  record Outcome(double makespanMillis, double busyMillis) {

    /**
     * Work / (executors x time).
     *
     * @param serialMillis time before and after the stage in which no executor has work
     */
    double efficiency(int executors, double serialMillis) {
      return busyMillis / (executors * (makespanMillis + serialMillis));
    }
  }

  private record Free(double atMillis, int executor, double firstTaskMillis) {}

  ClusterSimulation {
    if (executors < 1) {
      throw new IllegalArgumentException(
          "The executors (%d) of a simulation must be at least 1.".formatted(executors));
    }
  }

  /** Runs the tasks in their order. */
  Outcome run(List<Task> tasks) {
    PriorityQueue<Free> free =
        new PriorityQueue<>(
            Comparator.comparingDouble(Free::atMillis).thenComparingInt(Free::executor));
    for (int i = 0; i < executors; i++) {
      free.add(new Free(0, i, firstTaskMillis));
    }
    double driverFree = 0;
    double makespan = 0;
    double busy = 0;
    for (Task task : tasks) {
      Free next = free.remove();
      double begin = Math.max(driverFree, next.atMillis()) + dispatchMillis;
      driverFree = begin;
      double end = begin + next.firstTaskMillis() + task.occupiedMillis();
      free.add(new Free(end, next.executor(), 0));
      makespan = Math.max(makespan, end);
      busy += task.busyMillis();
    }
    return new Outcome(makespan, busy);
  }
}
