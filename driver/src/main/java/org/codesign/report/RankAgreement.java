package org.codesign.report;

/**
 * Kendall's rank correlation (M. G. Kendall, "A New Measure of Rank Correlation", Biometrika 30,
 * 1938) of two orders of the finalists.
 *
 * @param of the two quantities, for example "predicted loss and measured error"
 * @param kendallTau in [-1, 1]; 1 is the same order, -1 the reverse
 * @param designs the number of designs ranked
 */
public record RankAgreement(String of, double kendallTau, int designs) {

  public RankAgreement {
    Checks.text("name of a rank correlation", of);
    Checks.within("Kendall's tau of " + of, kendallTau, -1, 1);
    Checks.count("number of ranked designs", designs);
  }
}
