package org.codesign.report;

import java.util.Objects;

/**
 * An operator at a block position and how its training ended.
 *
 * @param position one of {@link FrontTable#positions}
 * @param operator the operator's label
 * @param parameters the number of weights
 * @param outcome the distillation error, or why there is none
 */
public record BlockRow(String position, String operator, long parameters, BlockOutcome outcome) {

  public BlockRow {
    Checks.text("position of a block", position);
    Checks.text("operator of a block", operator);
    Checks.count("parameters of block " + position + " " + operator, parameters);
    Objects.requireNonNull(outcome, "outcome");
  }
}
