package org.codesign.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.codesign.cost.CostModel;
import org.codesign.cost.CostResult;
import org.codesign.cost.GpuTiming;
import org.codesign.cost.Infeasible;
import org.codesign.cost.LayerCost;
import org.codesign.cost.SubgraphTiming;
import org.codesign.cost.TimingModel;
import org.codesign.hardware.ExampleDevices;
import org.codesign.hardware.GpuExecution;
import org.codesign.hardware.SubgraphEngine;
import org.codesign.hardware.SubgraphEngine.Lanes;
import org.codesign.network.BlockGeometry;
import org.codesign.network.BlockStructure;
import org.codesign.network.DepthwiseSeparable;
import org.codesign.network.InvertedResidual;
import org.codesign.network.Layer;
import org.codesign.network.Operator;
import org.codesign.network.ResidualConvolution;
import org.codesign.network.Skip;
import org.codesign.network.TensorShape;
import org.codesign.network.Window;
import org.codesign.quantization.BitWidths;
import org.codesign.workload.LayerSpec;
import org.codesign.workload.NetworkSpec;
import org.junit.jupiter.api.Test;

class CalibratedCostsTest {

  private static final BitWidths FOUR = new BitWidths(4, 8);
  private static final SubgraphEngine ENGINE =
      ExampleEngines.engine(new Lanes(8, 8), new Lanes(8, 8), 8, 8);
  private static final BlockGeometry GEOMETRY =
      BlockGeometry.of(TensorShape.image(16, 16, 16), 32, 2);

  private final CostModel onEngine = ExampleEngines.costs(ExampleDevices.zu3eg(), ENGINE);

  /** What a search adds up is what `cost` prints for the same network. */
  @Test
  void aBlockCostsWhatTheTableOfItsLayersCosts() {
    List<Operator> operators =
        List.of(
            new ResidualConvolution(3, 1),
            new DepthwiseSeparable(3),
            new InvertedResidual(3, 3, 1),
            new InvertedResidual(5, 6, 1));
    for (Operator operator : operators) {
      BlockStructure block = operator.structure(GEOMETRY);
      TimingModel engine = new SubgraphTiming(ExampleDevices.zu3eg(), ENGINE);
      same(block, onEngine, engine, 1);
      TimingModel gpu = new GpuTiming(ExampleDevices.t4());
      same(block, ExampleEngines.costs(ExampleDevices.t4(), new GpuExecution(8)), gpu, 8);
    }
  }

  private static void same(BlockStructure block, CostModel costs, TimingModel model, int batch) {
    List<LayerSpec> layers = new ArrayList<>();
    block.weightedLayers().forEach(layer -> layers.add(LayerSpec.of(layer, FOUR)));
    LayerCost addition = (LayerCost) costs.additionCost(block);
    if (addition.latencyMillis() > 0) {
      Layer last = block.path().get(block.path().size() - 1);
      layers.add(LayerSpec.of(Layer.add("add", last.output()), BitWidths.EIGHT));
    }
    NetworkEstimate whole =
        new NetworkEstimator(model, Optional.empty(), LatencyTable.of(List.of()))
            .estimate(new NetworkSpec("block", batch, layers));
    List<BitWidths> bits = block.path().stream().map(layer -> FOUR).toList();
    LayerCost sum = (LayerCost) costs.cost(block, bits);
    assertThat(sum.latencyMillis()).isCloseTo(whole.total().latencyMillis(), within(1e-12));
    assertThat(sum.energyMicrojoules() * batch)
        .isCloseTo(whole.total().energyMicrojoules(), within(1e-6));
    assertThat(sum.bytesMoved()).isEqualTo(whole.total().bytesMoved());
  }

  @Test
  void aCallIsStartedOnceAndKeepsWhatLiesBetweenOnChip() {
    BlockStructure block = new InvertedResidual(3, 3, 1).structure(GEOMETRY);
    LayerCost inCall =
        ((LayerCost) onEngine.cost(block, 0, FOUR)).plus((LayerCost) onEngine.cost(block, 1, FOUR));
    LayerCost apart =
        ((LayerCost) onEngine.cost(block.path().get(0), FOUR))
            .plus((LayerCost) onEngine.cost(block.path().get(1), FOUR));
    // One start of 50 us (the prior) and writing the 16 x 16 x 48 values by eights, at 8 ns.
    double saved = 0.050 + 8 * 16 * 16 * 6 / 1e6;
    assertThat(apart.latencyMillis() - inCall.latencyMillis()).isCloseTo(saved, within(1e-9));
    assertThat(apart.bytesMoved() - inCall.bytesMoved()).isEqualTo(2 * 16 * 16 * 48);
  }

  @Test
  void aSkippedBlockCostsNothing() {
    BlockStructure skip =
        new Skip().structure(BlockGeometry.of(TensorShape.image(16, 16, 16), 16, 1));
    assertThat(onEngine.cost(skip, List.of())).isEqualTo(LayerCost.ZERO);
    assertThatThrownBy(() -> onEngine.cost(skip, List.of(FOUR)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("A block of 0 bit slots cannot take 1 bit-widths.");
  }

  @Test
  void widerBitsThanTheEnginesAreInfeasibleInABlockAndTheProcessorsElsewhere() {
    SubgraphEngine narrow = ExampleEngines.engine(new Lanes(8, 8), new Lanes(8, 8), 8, 4);
    CostModel costs = ExampleEngines.costs(ExampleDevices.zu3eg(), narrow);
    BlockStructure block = new ResidualConvolution(3, 1).structure(GEOMETRY);
    assertThat(costs.cost(block, List.of(FOUR, BitWidths.EIGHT)))
        .isEqualTo(new Infeasible("layer conv2: w8a8 exceeds the w4a8 of the engine"));
    Layer stem = Layer.convolution("stem", TensorShape.image(3, 16, 16), 16, Window.same(3, 1));
    // 110,592 multiply-accumulates at 1.7 billion a second, the prior.
    assertThat(((LayerCost) costs.fixedCost(stem)).latencyMillis())
        .isCloseTo(110_592 / 1.7e6, within(1e-9));
    assertThat(((LayerCost) onEngine.fixedCost(stem)).latencyMillis())
        .isEqualTo(((LayerCost) onEngine.cost(stem, BitWidths.EIGHT)).latencyMillis());
  }

  @Test
  void measuredLayersAreUsedAsTheyAreWhereTheyWereMeasured() {
    Layer layer = conv();
    LayerSpec spec = LayerSpec.of(layer, BitWidths.EIGHT);
    Measurement measured =
        new Measurement(ENGINE.label(), new NetworkSpec("n", 1, List.of(spec)), false, 0.321);
    CostModel own =
        ExampleEngines.costs(ExampleDevices.zu3eg(), ENGINE, Optional.empty(), List.of(measured));
    assertThat(millis(own.cost(layer, BitWidths.EIGHT))).isEqualTo(0.321);
    assertThat(own.isMeasured(layer, BitWidths.EIGHT)).isTrue();
    assertThat(own.isMeasured(layer, FOUR)).isFalse();
    SubgraphEngine other = ExampleEngines.engine(new Lanes(4, 4), new Lanes(8, 8), 8, 8);
    CostModel others =
        ExampleEngines.costs(ExampleDevices.zu3eg(), other, Optional.empty(), List.of(measured));
    assertThat(others.isMeasured(layer, BitWidths.EIGHT)).isFalse();
  }

  @Test
  void intervalsAreThoseOfTheCalibrationOrAFactorOfThree() {
    assertThat(onEngine.latencyLogHalfWidth()).isEqualTo(Math.log(3));
    HeldOutError error = new HeldOutError(18, 10, 40, 0.5, 0.9);
    Calibration calibration =
        new Calibration(
            SubgraphTiming.NAME,
            Map.of("callMicros", 80.0),
            HeldOutError.NONE,
            error,
            HeldOutError.NONE,
            "test");
    CostModel calibrated =
        ExampleEngines.costs(ExampleDevices.zu3eg(), ENGINE, Optional.of(calibration), List.of());
    assertThat(calibrated.latencyLogHalfWidth()).isEqualTo(0.5);
    assertThat(millis(calibrated.cost(conv(), FOUR)) - millis(onEngine.cost(conv(), FOUR)))
        .isCloseTo(0.03, within(1e-9));
  }

  private static double millis(CostResult result) {
    return ((LayerCost) result).latencyMillis();
  }

  private static Layer conv() {
    return Layer.convolution("conv", TensorShape.image(16, 16, 16), 32, Window.same(3, 1));
  }
}
