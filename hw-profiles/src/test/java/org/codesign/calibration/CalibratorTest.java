package org.codesign.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.codesign.cost.GpuTiming;
import org.codesign.hardware.ExampleDevices;
import org.codesign.workload.LayerKind;
import org.codesign.workload.LayerSpec;
import org.codesign.workload.NetworkSpec;
import org.junit.jupiter.api.Test;

class CalibratorTest {

  private final GpuTiming model = new GpuTiming(ExampleDevices.t4());

  @Test
  void findsTheParametersThatMadeTheTimes() {
    double[] truth = model.priors();
    truth[0] = 2.6;
    truth[1] = 0.3;
    double[] fitted = new Calibrator(model).fit(rows(truth, 0));
    assertThat(fitted[1] / truth[1]).isCloseTo(1, within(0.05));
    assertThat(fitted[0] / truth[0]).isCloseTo(1, within(0.05));
  }

  @Test
  void intervalsHoldNineTenthsOfNoisyRows() {
    HeldOutError error =
        new Calibrator(model).calibrate(rows(model.priors(), 0.15), "x").layerError();
    assertThat(error.coverage()).isBetween(0.8, 0.97);
    assertThat(error.meanPercent()).isBetween(5.0, 20.0);
  }

  @Test
  void repeatsCountOnce() {
    List<Measurement> rows = rows(model.priors(), 0.1);
    List<Measurement> twice = new ArrayList<>(rows);
    twice.addAll(rows);
    Calibration once = new Calibrator(model).calibrate(rows, "x");
    assertThat(new Calibrator(model).calibrate(twice, "x")).isEqualTo(once);
  }

  @Test
  void conformalWidthIsTheRankOfItsDefinition() {
    double[] residuals =
        IntStream.rangeClosed(1, 19).mapToDouble(i -> i % 2 == 0 ? i : -i).toArray();
    assertThat(ConformalInterval.halfWidth(residuals)).isEqualTo(18);
    assertThat(ConformalInterval.halfWidth(new double[] {-3, 1})).isEqualTo(3);
  }

  @Test
  void measuredLayersAreUsedAsTheyAre() {
    Measurement row = rows(model.priors(), 0).get(3);
    LatencyTable table = LatencyTable.of(List.of(row));
    NetworkSpec network =
        new NetworkSpec("n", 8, List.of(row.layer().withBits(8, 8), renamed(row.layer())));
    NetworkEstimate estimate =
        new NetworkEstimator(model, java.util.Optional.empty(), table).estimate(network);
    assertThat(estimate.measuredLayers()).isEqualTo(row.layer().weightBits() == 8 ? 2 : 1);
    assertThat(estimate.layers().get(1).latencyMillis()).isEqualTo(row.millis());
    assertThat(estimate.layers().get(1).origin()).isEqualTo(NetworkEstimate.Origin.MEASURED);
    assertThat(estimate.total().lowMillis()).isLessThan(estimate.total().latencyMillis());
  }

  private static LayerSpec renamed(LayerSpec layer) {
    return layer(
        "renamed", layer.inChannels(), layer.inHeight(), layer.kernel(), layer.weightBits());
  }

  private List<Measurement> rows(double[] truth, double noise) {
    SplittableRandom random = new SplittableRandom(7);
    List<Measurement> rows = new ArrayList<>();
    for (int channels : new int[] {16, 64, 128, 256, 512}) {
      for (int size : new int[] {7, 14, 28, 56}) {
        for (int kernel : new int[] {1, 3}) {
          LayerSpec layer = layer("l", channels, size, kernel, 8 - 4 * random.nextInt(2));
          double millis =
              model.layerMillis(truth, layer, 8)
                  * Math.exp(noise * (random.nextDouble() + random.nextDouble() - 1) * 2.4);
          rows.add(new Measurement("n", new NetworkSpec("n", 8, List.of(layer)), false, millis));
        }
      }
    }
    return rows;
  }

  private static LayerSpec layer(String name, int channels, int size, int kernel, int bits) {
    return new LayerSpec(
        name,
        LayerKind.CONV2D,
        channels,
        channels,
        size,
        size,
        kernel,
        1,
        kernel / 2,
        1,
        bits,
        bits);
  }
}
