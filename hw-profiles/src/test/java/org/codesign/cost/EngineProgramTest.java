package org.codesign.cost;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.codesign.hardware.ExampleDevices;
import org.codesign.hardware.FpgaDevice;
import org.codesign.hardware.MultiplierUnit;
import org.codesign.hardware.ResourceUse;
import org.codesign.hardware.SubgraphEngine;
import org.codesign.hardware.SubgraphEngine.Lanes;
import org.codesign.workload.LayerKind;
import org.codesign.workload.LayerSpec;
import org.codesign.workload.NetworkSpec;
import org.junit.jupiter.api.Test;

class EngineProgramTest {

  private static final FpgaDevice DEVICE = ExampleDevices.zu3eg();
  private static final NetworkSpec SUBGRAPH =
      new NetworkSpec(
          "subgraph",
          1,
          List.of(
              layer("expand", 32, 128, 1, 1),
              layer("filter", 128, 128, 3, 128),
              layer("project", 128, 32, 1, 1)));

  @Test
  void findsWhatTryingEverySizeFinds() {
    EngineProgram.Choice best =
        EngineProgram.solve(DEVICE, SUBGRAPH, Optional.empty()).orElseThrow();
    double fastest = Double.POSITIVE_INFINITY;
    int fitting = 0;
    int[] sizes = {0, 4, 8, 16, 32, 64};
    for (MultiplierUnit unit : MultiplierUnit.values()) {
      for (int in : sizes) {
        for (int out : sizes) {
          for (int channels : sizes) {
            if ((in == 0) != (out == 0) || in + channels == 0) {
              continue;
            }
            SubgraphEngine engine =
                new SubgraphEngine(
                    new Lanes(in, out),
                    new Lanes(0, 0),
                    channels,
                    3,
                    unit,
                    4,
                    8,
                    best.engine().buffers(),
                    250);
            SubgraphTiming timing = new SubgraphTiming(DEVICE, engine);
            if (!timing.resources().fitsIn(DEVICE.usable())) {
              continue;
            }
            fitting++;
            fastest = Math.min(fastest, timing.networkMillis(timing.priors(), SUBGRAPH));
          }
        }
      }
    }
    assertThat(fitting).isGreaterThan(20);
    assertThat(best.millis()).isEqualTo(fastest);
    assertThat(best.use().fitsIn(DEVICE.usable())).isTrue();
  }

  @Test
  void theFastestIsAmongTheUndominatedOnes() {
    EngineProgram.Pruned pruned = EngineProgram.undominated(DEVICE, SUBGRAPH);
    assertThat(pruned.fitting()).isLessThanOrEqualTo(pruned.tried());
    assertThat((long) pruned.undominated().size()).isLessThan(pruned.fitting());
    double best = EngineProgram.solve(DEVICE, SUBGRAPH, Optional.empty()).orElseThrow().millis();
    assertThat(pruned.undominated()).anyMatch(choice -> choice.millis() == best);
  }

  @Test
  void nothingFitsADeviceWithoutMemories() {
    FpgaDevice tiny =
        new FpgaDevice(
            "tiny",
            new ResourceUse(100, 100, 1, 1),
            DEVICE.usableFraction(),
            DEVICE.dram(),
            DEVICE.timing(),
            DEVICE.energy(),
            "test");
    assertThat(EngineProgram.fastest(tiny, SUBGRAPH)).isEmpty();
  }

  private static LayerSpec layer(String name, int in, int out, int kernel, int groups) {
    return new LayerSpec(
        name, LayerKind.CONV2D, in, out, 28, 28, kernel, 1, kernel / 2, groups, 4, 8);
  }
}
