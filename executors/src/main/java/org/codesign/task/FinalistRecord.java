package org.codesign.task;

import java.util.Objects;

/**
 * What was measured of a finalist, on the test images.
 *
 * @param assembledAccuracy of the separately trained blocks in float, before fine-tuning, in [0, 1]
 * @param floatAccuracy of the fine-tuned weights in float, in [0, 1]
 * @param quantizedAccuracy of the fine-tuned weights at their bit-widths, in [0, 1]
 * @param failure why nothing was measured; empty otherwise
 */
public record FinalistRecord(
    String id,
    double assembledAccuracy,
    double floatAccuracy,
    double quantizedAccuracy,
    String failure)
    implements ItemRecord {

  public FinalistRecord {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(failure, "failure");
  }

  /** A design that was not measured, and why. */
  public static FinalistRecord failed(String id, String failure) {
    return new FinalistRecord(id, 0, 0, 0, failure);
  }

  /** Whether the design was measured. */
  public boolean measured() {
    return failure.isEmpty();
  }
}
