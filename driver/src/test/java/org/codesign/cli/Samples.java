package org.codesign.cli;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.apache.hadoop.fs.Path;
import org.codesign.hardware.ResourceUse;
import org.codesign.search.Design.Prediction;
import org.codesign.search.SearchSummary;
import org.codesign.search.SearchSummary.FinalistSummary;

/** Results of a search that nobody has run. */
final class Samples {

  private static final Path RUN = new Path("file:/runs/a b");

  private Samples() {}

  static Runs.Found found() {
    return new Runs.Found(
        summary(
            List.of(
                finalist("d0017", 0.908, new ResourceUse(12_345, 9_000, 128, 40)),
                finalist("d2", 0.9, ResourceUse.NONE))),
        Optional.of(new Path(RUN, "report.html")),
        Optional.of(new Path(RUN, "front.csv")));
  }

  static Runs.Found stoppedAfterBlocks() {
    SearchSummary summary =
        new SearchSummary(
            BigInteger.TEN.pow(20), 0, 0.912, List.of(), OptionalDouble.empty(), RUN, List.of());
    return new Runs.Found(summary, Optional.empty(), Optional.empty());
  }

  private static SearchSummary summary(List<FinalistSummary> finalists) {
    return new SearchSummary(
        new BigInteger("12345678901"),
        1234,
        0.912,
        finalists,
        OptionalDouble.of(0.8123),
        RUN,
        List.of());
  }

  private static FinalistSummary finalist(String id, double accuracy, ResourceUse resources) {
    return new FinalistSummary(
        id,
        accuracy,
        new Prediction(0.05, 0.2143, 1.5, 1234.5, 23_456),
        8.04,
        "8x16 @ 200 MHz",
        resources);
  }
}
