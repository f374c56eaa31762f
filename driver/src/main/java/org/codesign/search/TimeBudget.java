package org.codesign.search;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/**
 * How long a search may take. A stage that runs into its share of the time is cut short, and the
 * stages after it work with what is finished, so that a front is always written. Driver only, one
 * thread.
 */
public final class TimeBudget {

  private final Optional<Duration> length;
  private final LongSupplier nanoTime;
  private final long startNanos;
  private final List<String> unfinished = new ArrayList<>();

  private TimeBudget(Optional<Duration> length, LongSupplier nanoTime) {
    this.length = length;
    this.nanoTime = nanoTime;
    this.startNanos = nanoTime.getAsLong();
  }

  /** All the time that is needed. */
  public static TimeBudget unlimited() {
    return new TimeBudget(Optional.empty(), System::nanoTime);
  }

  /** From now on. */
  public static TimeBudget of(Duration length) {
    return of(length, System::nanoTime);
  }

  static TimeBudget of(Duration length, LongSupplier nanoTime) {
    if (length.isZero() || length.isNegative()) {
      throw new IllegalArgumentException("The time budget (" + length + ") must be positive.");
    }
    return new TimeBudget(Optional.of(length), nanoTime);
  }

  /** The length; absent if there is no limit. */
  Optional<Duration> length() {
    return length;
  }

  /**
   * The milliseconds until the given share of the budget is spent, at least 0; absent if there is
   * no limit.
   */
  OptionalLong millisUntil(double share) {
    if (length.isEmpty()) {
      return OptionalLong.empty();
    }
    double allowed = share * length.get().toNanos();
    double left = allowed - (nanoTime.getAsLong() - startNanos);
    return OptionalLong.of(Math.max(0, (long) (left / 1e6)));
  }

  /** Notes that a stage was cut short, for example "blocks: 12 of 38 done". */
  void cut(String what) {
    unfinished.add(what);
  }

  /** What was cut short, in the order of the stages. */
  List<String> unfinished() {
    return List.copyOf(unfinished);
  }
}
