package org.codesign.search;

import java.util.Objects;
import java.util.Optional;

/**
 * What became of an item in this run. Comes from executors.
 *
 * @param record what is stored of it; absent if its task failed or was not finished, which the next
 *     start tries again
 * @param problem why there is no record; empty if there is one
 */
record ItemResult<R>(Optional<R> record, String problem) {

  /** The problem of an item that had no time. */
  private static final String OUT_OF_TIME = "not computed: the time budget was spent";

  ItemResult {
    Objects.requireNonNull(record, "record");
    Objects.requireNonNull(problem, "problem");
  }

  /** An item that is finished. */
  static <R> ItemResult<R> of(R record) {
    return new ItemResult<>(Optional.of(record), "");
  }

  /** An item that the end of the time budget has cut short. */
  static <R> ItemResult<R> outOfTime() {
    return missing(OUT_OF_TIME);
  }

  /** Whether a problem is that of an item that had no time, or comes of one. */
  static boolean isOutOfTime(String problem) {
    return problem.endsWith(OUT_OF_TIME);
  }

  /** An item of which there is no record, and why. */
  static <R> ItemResult<R> missing(String problem) {
    return new ItemResult<>(Optional.empty(), problem);
  }
}
