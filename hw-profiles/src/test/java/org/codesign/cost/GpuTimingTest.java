package org.codesign.cost;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import org.codesign.hardware.ExampleDevices;
import org.codesign.workload.LayerKind;
import org.codesign.workload.LayerSpec;
import org.codesign.workload.NetworkSpec;
import org.junit.jupiter.api.Test;

class GpuTimingTest {

  private final GpuTiming t4 = new GpuTiming(ExampleDevices.t4());
  private final GpuTiming withoutInt4 = new GpuTiming(ExampleDevices.t4(0));

  @Test
  void int4IsNeverFreeWhereThereIsNone() {
    SplittableRandom random = new SplittableRandom(3);
    double[] p = withoutInt4.priors();
    for (int trial = 0; trial < 500; trial++) {
      LayerSpec eight = random(random);
      double fast = withoutInt4.layerMillis(p, eight, 8);
      assertThat(withoutInt4.layerMillis(p, eight.withBits(4, 4), 8)).isGreaterThan(fast);
    }
    assertThat(withoutInt4.runs(4, 4)).isEqualTo(Precision.INT8);
    assertThat(t4.runs(4, 4)).isEqualTo(Precision.INT4);
    assertThat(t4.runs(16, 16)).isEqualTo(Precision.FP16);
  }

  @Test
  void moreWorkNeverTakesLess() {
    SplittableRandom random = new SplittableRandom(4);
    double[] p = t4.priors();
    for (int trial = 0; trial < 500; trial++) {
      LayerSpec layer = random(random);
      double one = t4.layerMillis(p, layer, 4);
      assertThat(t4.layerMillis(p, layer, 8)).isGreaterThanOrEqualTo(one);
      assertThat(t4.layerMillis(p, layer, 4)).isGreaterThan(p[0] / 1e3);
      assertThat(t4.bytesMoved(layer, Place.ALONE, 8))
          .isGreaterThan(t4.bytesMoved(layer, Place.ALONE, 4));
    }
  }

  @Test
  void everyOperatorHasATime() {
    for (LayerKind kind : LayerKind.values()) {
      LayerSpec layer = new LayerSpec("l", kind, 64, 64, 14, 14, 1, 1, 0, 1, 8, 8);
      assertThat(t4.layerMillis(t4.priors(), layer, 1)).as(kind.label()).isPositive();
    }
  }

  @Test
  void aNetworkPaysBetweenItsKernels() {
    LayerSpec layer = new LayerSpec("l", LayerKind.CONV2D, 64, 64, 14, 14, 3, 1, 1, 1, 8, 8);
    double alone = t4.layerMillis(t4.priors(), layer, 8);
    NetworkSpec network = new NetworkSpec("n", 8, List.of(layer));
    assertThat(t4.networkMillis(t4.priors(), network)).isGreaterThan(alone);
  }

  private static LayerSpec random(SplittableRandom random) {
    int kernel = 1 + 2 * random.nextInt(3);
    int size = 7 << random.nextInt(4);
    int in = 16 << random.nextInt(6);
    int out = 16 << random.nextInt(6);
    return new LayerSpec(
        "l", LayerKind.CONV2D, in, out, size, size, kernel, 1, kernel / 2, 1, 8, 8);
  }
}
