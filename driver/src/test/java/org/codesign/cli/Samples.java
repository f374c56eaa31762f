package org.codesign.cli;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.apache.hadoop.fs.Path;
import org.codesign.hardware.ResourceUse;
import org.codesign.network.TensorShape;
import org.codesign.search.Design.Prediction;
import org.codesign.search.SearchSummary;
import org.codesign.search.SearchSummary.FinalistSummary;
import org.codesign.search.SensitivityRequest;
import org.codesign.search.SensitivityResult;
import org.codesign.sensitivity.Eigenvalue;
import org.codesign.sensitivity.HutchinsonTrace;
import org.codesign.sensitivity.NetworkFacts;
import org.codesign.sensitivity.TraceEstimate;

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

  /** Two layers, of which one has a negative trace. */
  static SensitivityResult sensitivity(SensitivityRequest request) {
    NetworkFacts facts =
        new NetworkFacts(
            TensorShape.image(3, 32, 32),
            10,
            Optional.empty(),
            NetworkFacts.BatchNorm.FOLDED,
            List.of(100L, 10L));
    return new SensitivityResult(
        request,
        facts,
        HutchinsonTrace.Grouping.ALL_LAYERS,
        50,
        List.of(layer("conv1", 12.5, 0.25), layer("fc", -0.5, 0)),
        Optional.of(new SensitivityResult.Measured(0.5, 0.869, 0)),
        Map.of(),
        List.of(new SensitivityResult.RankCorrelation("omega and measured loss", 4, 0.9)),
        List.of());
  }

  private static SensitivityResult.Layer layer(String name, double trace, double omega) {
    SensitivityResult.Curvature curvature =
        new SensitivityResult.Curvature(
            100,
            new TraceEstimate(trace, 0.125, 50),
            new TreeMap<>(Map.of(4, 2.0, 8, 1.0)),
            new TreeMap<>(Map.of(4, omega, 8, omega / 2)));
    return new SensitivityResult.Layer(
        name,
        100,
        1000,
        Optional.of(curvature),
        Optional.empty(),
        List.of(new Eigenvalue(3.5, 0.01, 12)),
        OptionalDouble.empty(),
        new TreeMap<>(),
        new TreeMap<>(),
        new TreeMap<>(),
        1.5);
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
