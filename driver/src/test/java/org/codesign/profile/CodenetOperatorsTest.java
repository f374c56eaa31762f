package org.codesign.profile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.apache.hadoop.conf.Configuration;
import org.codesign.cost.SubgraphTiming;
import org.codesign.hardware.FpgaDevice;
import org.codesign.hardware.MultiplierUnit;
import org.codesign.hardware.SubgraphEngine;
import org.codesign.hardware.SubgraphEngine.Buffers;
import org.codesign.hardware.SubgraphEngine.Lanes;
import org.codesign.workload.LayerKind;
import org.codesign.workload.LayerSpec;
import org.junit.jupiter.api.Test;

/**
 * The operators of CoDeNet (FPGA 2021, arXiv 2006.08357), table 2, without a last-level cache: 64 x
 * 64 pixels, 256 to 256 channels, engines of 8 x 8 x 9 and 16 x 9 multipliers. The clock is not
 * given; 112 GOPS of 576 multipliers say about 100 MHz, an assumption. These are other engines than
 * the one that the ZU3EG is calibrated to (250 MHz, 1x1 and depthwise), and no row of the table was
 * fitted: the errors held here are those of a prediction for an engine not seen.
 */
class CodenetOperatorsTest {

  private static final DeviceProfile PROFILE = DeviceProfile.read("zu3eg", new Configuration());

  @Test
  void squareOffsetsCostWhatRegularOnesDo() {
    // Published: 43.4 / 43.1 ms full, 2.1 / 1.9 ms depthwise.
    double full = millis(LayerKind.DEFORMABLE_CONV2D, 1) / millis(LayerKind.CONV2D, 1);
    double depthwise = millis(LayerKind.DEFORMABLE_CONV2D, 256) / millis(LayerKind.CONV2D, 256);
    assertThat(Math.abs(full / (43.4 / 43.1) - 1)).isLessThan(0.01);
    assertThat(Math.abs(depthwise / (2.1 / 1.9) - 1)).isLessThan(0.10);
  }

  @Test
  void eachOperatorIsWithin15PercentAndAllTogetherWithin10() {
    double[] errors = {
      millis(LayerKind.CONV2D, 1) / 43.1 - 1,
      millis(LayerKind.DEFORMABLE_CONV2D, 1) / 43.4 - 1,
      millis(LayerKind.CONV2D, 256) / 1.9 - 1,
      millis(LayerKind.DEFORMABLE_CONV2D, 256) / 2.1 - 1
    };
    double[] sizes = Arrays.stream(errors).map(Math::abs).toArray();
    assertThat(Arrays.stream(sizes).max().orElseThrow()).isLessThan(0.15);
    assertThat(Arrays.stream(sizes).average().orElseThrow()).isLessThan(0.10);
  }

  private static double millis(LayerKind kind, int groups) {
    SubgraphEngine engine =
        new SubgraphEngine(
            new Lanes(0, 0),
            groups == 1 ? new Lanes(24, 24) : new Lanes(0, 0),
            groups == 1 ? 0 : 16,
            3,
            MultiplierUnit.DSP,
            4,
            8,
            new Buffers(256, 15, 64, 256, 128),
            100);
    SubgraphTiming timing = new SubgraphTiming((FpgaDevice) PROFILE.device(), engine);
    double[] fitted = PROFILE.calibration().orElseThrow().values(timing);
    LayerSpec layer = new LayerSpec("op", kind, 256, 256, 64, 64, 3, 1, 1, groups, 4, 8);
    return timing.layerMillis(fitted, layer, 1);
  }
}
