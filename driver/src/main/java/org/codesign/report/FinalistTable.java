package org.codesign.report;

import java.util.List;

/**
 * The designs that were measured.
 *
 * @param predictedLabel what {@link Finalist#predicted} is, for example "Predicted loss"
 * @param finalists the designs, in the order they are numbered; may be empty
 * @param agreements how well the prediction ranks the measurements; empty where it is undefined
 */
public record FinalistTable(
    String predictedLabel, List<Finalist> finalists, List<RankAgreement> agreements) {

  public FinalistTable {
    Checks.text("label of the prediction", predictedLabel);
    finalists = List.copyOf(finalists);
    agreements = List.copyOf(agreements);
    Checks.distinct("finalist", finalists.stream().map(f -> f.design().id()).toList());
  }

  /** The table of a run that has measured nothing yet. */
  public static FinalistTable empty() {
    return new FinalistTable("Prediction", List.of(), List.of());
  }
}
