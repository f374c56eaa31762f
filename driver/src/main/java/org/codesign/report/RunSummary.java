package org.codesign.report;

import java.math.BigInteger;
import java.util.List;
import java.util.Objects;

/**
 * What was searched.
 *
 * @param title the name of the run
 * @param device the name of the target device
 * @param accelerators the accelerator space in words, for example "48 configurations of 4 to 32
 *     rows"
 * @param designs the number of designs in the space
 * @param teacher the network that the search started from
 * @param figures further key figures, for example the hypervolume
 */
public record RunSummary(
    String title,
    String device,
    String accelerators,
    BigInteger designs,
    Teacher teacher,
    List<Fact> figures) {

  public RunSummary {
    Checks.text("title", title);
    Checks.text("device", device);
    Checks.text("accelerator space", accelerators);
    Objects.requireNonNull(teacher, "teacher");
    figures = List.copyOf(figures);
    if (designs.signum() <= 0) {
      throw new IllegalArgumentException(
          "The number of designs (" + designs + ") must be positive.");
    }
  }
}
