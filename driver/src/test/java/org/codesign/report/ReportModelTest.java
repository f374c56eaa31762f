package org.codesign.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ReportModelTest {

  private final ReportModel model = SyntheticReport.of(12, 11);

  @Test
  void refusesANaNObjective() {
    assertThatThrownBy(() -> point("d1", Double.NaN))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The value of design d1 (NaN) must be a finite number.");
  }

  @Test
  void refusesAnInfiniteObjective() {
    assertThatThrownBy(() -> point("d1", Double.POSITIVE_INFINITY))
        .hasMessage("The value of design d1 (Infinity) must be a finite number.");
  }

  @Test
  void refusesNonFiniteMeasurements() {
    FrontPoint design = point("d1", 1.0);
    assertThatThrownBy(() -> new Finalist(design, Double.NaN, 0.9, 0.9, 2, List.of()))
        .hasMessage("The prediction of finalist d1 (NaN) must be a finite number.");
    assertThatThrownBy(() -> new Finalist(design, 0.1, 0.9, Double.NaN, 2, List.of()))
        .hasMessage("The quantized accuracy of finalist d1 (NaN) must be in [0.0, 1.0].");
    assertThatThrownBy(() -> new Finalist(design, 0.1, 1.01, 0.9, 2, List.of()))
        .hasMessage("The float accuracy of finalist d1 (1.01) must be in [0.0, 1.0].");
    assertThatThrownBy(() -> new RankAgreement("a and b", Double.NaN, 1))
        .hasMessage("The Kendall's tau of a and b (NaN) must be in [-1.0, 1.0].");
  }

  @Test
  void refusesNonFiniteBlocksAndLayers() {
    assertThatThrownBy(() -> new BlockOutcome.Trained(Double.POSITIVE_INFINITY))
        .hasMessageStartingWith("The distillation error of a block (Infinity) must be in [0.0, ");
    assertThatThrownBy(() -> new QuantizationSensitivity(Double.NaN, 0, new TreeMap<>()))
        .hasMessage("The mean Hessian trace (NaN) must be a finite number.");
  }

  @Test
  void refusesADesignOfAnotherLength() {
    FrontTable front = model.front();
    assertThatThrownBy(
            () -> new FrontTable(front.columns(), front.positions(), List.of(point("d1", 1.0))))
        .hasMessage(
            "Design d1 has 1 values and 0 blocks; the front has 7 columns and 6 positions.");
  }

  @Test
  void refusesADesignThatStandsTwice() {
    FrontPoint first = model.front().points().get(0);
    assertThatThrownBy(
            () ->
                new FrontTable(
                    model.front().columns(),
                    model.front().positions(),
                    Collections.nCopies(2, first)))
        .hasMessage("The design " + first.id() + " stands twice.");
  }

  @Test
  void refusesABlockAtAnUnknownPosition() {
    BlockRow stray = new BlockRow("stage9.0", "skip", 0, new BlockOutcome.Trained(0.5));
    assertThatThrownBy(
            () ->
                new ReportModel(
                    model.run(),
                    model.front(),
                    FinalistTable.empty(),
                    List.of(stray),
                    List.of(),
                    List.of()))
        .hasMessageStartingWith("The position stage9.0 is not one of the front's: [stage1.0, ");
  }

  @Test
  void spaceSizeKeepsAllItsDigits() throws Exception {
    BigInteger huge = BigInteger.TEN.pow(40).add(BigInteger.ONE);
    RunSummary run = model.run();
    RunSummary larger =
        new RunSummary(
            run.title(), run.device(), run.accelerators(), huge, run.teacher(), List.of());
    String json = ReportJson.mapper().writeValueAsString(larger);
    assertThat(json).contains("\"designs\":\"" + huge + "\"");
    assertThat(ReportJson.mapper().readValue(json, RunSummary.class)).isEqualTo(larger);
  }

  private static FrontPoint point(String id, double value) {
    return new FrontPoint(id, List.of(value), "4 x 4", List.of());
  }
}
