package org.codesign.benchmarks;

import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.codesign.cost.SubgraphTiming;
import org.codesign.hardware.FpgaDevice;
import org.codesign.hardware.MultiplierUnit;
import org.codesign.hardware.SubgraphEngine;
import org.codesign.hardware.SubgraphEngine.Buffers;
import org.codesign.hardware.SubgraphEngine.Lanes;
import org.codesign.profile.DeviceProfile;
import org.codesign.workload.LayerKind;
import org.codesign.workload.LayerSpec;

/**
 * The operators of CoDeNet (FPGA 2021, arXiv 2006.08357), table 2, without a last-level cache, as
 * the packaged ZU3EG predicts them: 64 x 64 pixels, 256 to 256 channels, engines of 8 x 8 x 9
 * multipliers, for which 24 x 24 stand, and 16 x 9. The clock is not given; 112 GOPS of 576
 * multipliers say about 100 MHz, an assumption. No row of the table is in the fit.
 */
final class CodenetOperators {

  private static final double MUST = 1 / 1.15;
  private static final double GOAL = 1 / 1.08;

  private CodenetOperators() {}

  /** Predicted and published times; the ratio is 1 where they agree, else below. */
  static List<Comparison.Row> rows() {
    return List.of(
        row("codenet-full-3x3", LayerKind.CONV2D, 1, 43.1),
        row("codenet-full-3x3-square", LayerKind.DEFORMABLE_CONV2D, 1, 43.4),
        row("codenet-depthwise-3x3", LayerKind.CONV2D, 256, 1.9),
        row("codenet-depthwise-3x3-square", LayerKind.DEFORMABLE_CONV2D, 256, 2.1));
  }

  private static Comparison.Row row(String label, LayerKind kind, int groups, double published) {
    double millis = millis(kind, groups);
    double ratio = Math.min(millis / published, published / millis);
    return new Comparison.Row(label, millis, published, "ms", ratio, ratio, ratio, MUST, GOAL);
  }

  private static double millis(LayerKind kind, int groups) {
    DeviceProfile profile = DeviceProfile.read("zu3eg", new Configuration());
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
    SubgraphTiming timing = new SubgraphTiming((FpgaDevice) profile.device(), engine);
    double[] fitted = profile.calibration().orElseThrow().values(timing);
    LayerSpec layer = new LayerSpec("op", kind, 256, 256, 64, 64, 3, 1, 1, groups, 4, 8);
    return timing.layerMillis(fitted, layer, 1);
  }
}
