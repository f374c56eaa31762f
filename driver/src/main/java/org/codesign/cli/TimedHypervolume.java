package org.codesign.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.codesign.pareto.Hypervolume;
import org.codesign.pareto.Objective;
import org.codesign.pareto.ParetoFront;
import org.codesign.pareto.ReferencePoint;

/** The exact hypervolume of a front, as long as its time lasts, with a line every ten seconds. */
final class TimedHypervolume {

  private static final long LINE_SECONDS = 10;

  private final PrintWriter messages;
  private final Duration budget;

  TimedHypervolume(PrintWriter messages, Duration budget) {
    this.messages = messages;
    this.budget = budget;
  }

  /** The hypervolume; empty if the time is spent. */
  OptionalDouble of(ParetoFront front, List<Objective> objectives, ReferencePoint reference) {
    int count = objectives.size();
    double[] values = new double[Math.multiplyExact(front.size(), count)];
    for (int i = 0; i < values.length; i++) {
      values[i] = objectives.get(i % count).scale().decode(front.value(i / count, i % count));
    }
    FutureTask<Double> task = new FutureTask<>(() -> Hypervolume.of(values, reference));
    Thread thread = new Thread(task, "codesign-hypervolume");
    // It has no result to leave behind when the process ends before it.
    thread.setDaemon(true);
    thread.start();
    return await(task, front.size(), count);
  }

  private OptionalDouble await(FutureTask<Double> task, int points, int objectives) {
    long millis = budget.toMillis();
    long waited = 0;
    while (true) {
      long step = Math.min(TimeUnit.SECONDS.toMillis(LINE_SECONDS), millis - waited);
      try {
        return OptionalDouble.of(task.get(Math.max(1, step), TimeUnit.MILLISECONDS));
      } catch (TimeoutException e) {
        waited += Math.max(1, step);
        messages.printf(
            "hypervolume of %d points in %d objectives: %d s of %d s%n",
            points, objectives, waited / 1000, millis / 1000);
        if (waited >= millis) {
          messages.println(
              "the time for the hypervolume is spent; maybe allow more with --time-budget, or"
                  + " choose fewer columns");
          return OptionalDouble.empty();
        }
      } catch (ExecutionException e) {
        throw new IllegalStateException(e.getCause());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return OptionalDouble.empty();
      }
    }
  }
}
