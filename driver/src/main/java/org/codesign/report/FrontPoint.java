package org.codesign.report;

import java.util.List;

/**
 * One design.
 *
 * @param id the design's id, unique in the report
 * @param values a number for each column, in order
 * @param accelerator the accelerator configuration in words
 * @param blocks for each position the operator and, after a colon, its bits, for example {@code
 *     residual-k3:w4a8}
 */
public record FrontPoint(String id, List<Double> values, String accelerator, List<String> blocks) {

  public FrontPoint {
    Checks.text("id of a design", id);
    values = List.copyOf(values);
    blocks = List.copyOf(blocks);
    Checks.text("accelerator of design " + id, accelerator);
    for (double value : values) {
      Checks.finite("value of design " + id, value);
    }
  }
}
