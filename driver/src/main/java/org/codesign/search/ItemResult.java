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

  ItemResult {
    Objects.requireNonNull(record, "record");
    Objects.requireNonNull(problem, "problem");
  }

  /** An item that is finished. */
  static <R> ItemResult<R> of(R record) {
    return new ItemResult<>(Optional.of(record), "");
  }

  /** An item of which there is no record, and why. */
  static <R> ItemResult<R> missing(String problem) {
    return new ItemResult<>(Optional.empty(), problem);
  }
}
