package org.codesign.search;

import java.util.Objects;
import java.util.Optional;

/**
 * What became of an item in this run.
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
}
