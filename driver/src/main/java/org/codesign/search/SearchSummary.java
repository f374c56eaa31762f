package org.codesign.search;

import java.math.BigInteger;
import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;
import org.apache.hadoop.fs.Path;
import org.codesign.hardware.ResourceUse;

/**
 * What a search found, for people who wait for it.
 *
 * @param designs the exact number of design points in the space
 * @param frontPoints the number of points on the front; 0 if the search stopped before it
 * @param teacherAccuracy on the test images, in [0, 1]
 * @param finalists the measured designs, best quantized accuracy first; empty if it stopped before
 *     them
 * @param kendallTau of predicted against measured accuracy over the finalists
 * @param run the run directory
 * @param unfinished what the time budget has cut short; empty if the search is complete
 */
public record SearchSummary(
    BigInteger designs,
    int frontPoints,
    double teacherAccuracy,
    List<FinalistSummary> finalists,
    OptionalDouble kendallTau,
    Path run,
    List<String> unfinished) {

  /**
   * A measured design.
   *
   * @param compression the teacher's bytes in float32 over the design's
   */
  public record FinalistSummary(
      String design,
      double quantizedAccuracy,
      Design.Prediction prediction,
      double compression,
      String accelerator,
      ResourceUse resources) {}

  public SearchSummary {
    Objects.requireNonNull(designs, "designs");
    finalists = List.copyOf(finalists);
    Objects.requireNonNull(run, "run");
    unfinished = List.copyOf(unfinished);
  }
}
