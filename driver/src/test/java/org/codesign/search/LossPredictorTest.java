package org.codesign.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.codesign.network.BlockGeometry;
import org.codesign.network.ResidualConvolution;
import org.codesign.network.Skip;
import org.codesign.network.TensorShape;
import org.codesign.sensitivity.LayerSensitivity;
import org.codesign.sensitivity.LayerSensitivity.Tensor;
import org.codesign.sensitivity.TraceEstimate;
import org.codesign.space.BitSpace;
import org.codesign.space.Position;
import org.codesign.task.BlockRecord;
import org.codesign.task.SensitivityRecord;
import org.junit.jupiter.api.Test;

class LossPredictorTest {

  private static final BitSpace BITS =
      BitSpace.product(List.of(4, 8), List.of(4, 8), BitSpace.Granularity.LAYER);

  private static LayerSensitivity row(String layer, Tensor tensor, double four, double eight) {
    return new LayerSensitivity(
        layer, tensor, 10, new TraceEstimate(1, 0, 2), new TreeMap<>(Map.of(4, four, 8, eight)));
  }

  @Test
  void lossIsGainTimesErrorAndHalfOfEveryOmega() {
    BlockGeometry geometry = BlockGeometry.of(TensorShape.image(4, 8, 8), 8, 2);
    ResidualConvolution operator = new ResidualConvolution(3, 1);
    Position position = new Position("p", geometry, List.of(operator));
    SensitivityRecord sensitivity =
        new SensitivityRecord(
            "p",
            "residual-k3",
            List.of(
                row("conv1", Tensor.WEIGHTS, 0.5, 0.05),
                row("conv2", Tensor.WEIGHTS, 0.7, 0.07),
                row("projection", Tensor.WEIGHTS, 0.3, 0.03),
                row("conv1", Tensor.ACTIVATIONS, 0.2, 0.02),
                row("conv2", Tensor.ACTIVATIONS, 0.1, 0.01)));
    PositionScore score =
        new LossPredictor(BITS, List.of(3.0))
            .score(
                0,
                position,
                Map.of("residual-k3", new BlockRecord("p", "residual-k3", 0.25, 0.3, 1, 0, "")),
                Map.of("residual-k3", sensitivity));
    OperatorScore found = score.operators().get(0);
    assertThat(found.loss()).isEqualTo(3.0 * 0.25);
    // w4a8 of the first slot: conv1 and its projection at four bits, what they read at eight.
    assertThat(found.slotLosses().get(0).get(1)).isCloseTo(1.5 * (0.5 + 0.3 + 0.02), within(1e-12));
    // w8a4 of the second slot.
    assertThat(found.slotLosses().get(1).get(2)).isCloseTo(1.5 * (0.07 + 0.1), within(1e-12));
  }

  @Test
  void operatorsThatFailedAreLeftOut() {
    BlockGeometry geometry = BlockGeometry.of(TensorShape.image(4, 8, 8), 4, 1);
    Position position =
        new Position("p", geometry, List.of(new ResidualConvolution(3, 1), new Skip()));
    PositionScore score =
        new LossPredictor(BITS, List.of(2.0))
            .score(
                0,
                position,
                Map.of(
                    "residual-k3",
                    new BlockRecord("p", "residual-k3", 0, 0, 1, 0, "It diverged."),
                    "skip",
                    new BlockRecord("p", "skip", 0.5, 0.5, 0, 0, "")),
                Map.of("skip", new SensitivityRecord("p", "skip", List.of())));
    assertThat(score.operators()).containsExactly(new OperatorScore(new Skip(), 1.0, List.of()));
  }
}
