package org.codesign.profile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.codesign.calibration.Calibration;
import org.codesign.calibration.Calibrator;
import org.codesign.calibration.LatencyTable;
import org.codesign.calibration.Measurement;
import org.codesign.cost.GpuTiming;
import org.codesign.cost.TimingModel;
import org.codesign.hardware.FpgaDevice;
import org.codesign.hardware.GpuDevice;
import org.codesign.workload.NetworkSpec;
import org.junit.jupiter.api.Test;

/** What the models are off by on the published rows of {@code conf/measurements}. */
class PublishedRowsTest {

  private final Configuration hadoop = new Configuration(false);

  @Test
  void tunedKernelsOfT4LeftOut() {
    List<Measurement> rows = rows("t4-resnet18.json");
    Calibration calibration = new Calibrator(t4()).calibrate(rows, "test");
    assertThat(calibration.layerError().rows()).isEqualTo(22);
    assertThat(calibration.layerError().meanPercent()).isLessThan(18);
    assertThat(calibration.layerError().coverage()).isBetween(0.80, 0.97);
    // Two pairs of the twelve rows have the same bits and time.
    assertThat(calibration.networkError().rows()).isEqualTo(10);
    assertThat(calibration.networkError().meanPercent()).isLessThan(6);
    assertThat(calibration.networkError().coverage()).isBetween(0.80, 0.97);
  }

  @Test
  void resnet18OnT4EndToEnd() {
    List<Measurement> rows = rows("t4-resnet18.json");
    Calibrator calibrator = new Calibrator(t4());
    double[] fitted = calibrator.fit(rows);
    LatencyTable none = LatencyTable.of(List.of());
    for (Measurement row : rows.stream().filter(Measurement::whole).toList()) {
      double measured = Math.expm1(calibrator.logError(fitted, LatencyTable.of(rows), row));
      double modelled = Math.expm1(calibrator.logError(fitted, none, row));
      assertThat(Math.abs(measured))
          .as("with measured kernels, %s ms", row.millis())
          .isLessThan(0.06);
      assertThat(Math.abs(modelled))
          .as("with modelled kernels, %s ms", row.millis())
          .isLessThan(0.06);
    }
  }

  @Test
  void codenetsNetworksLeftOutOneByOne() {
    FpgaDevice device = (FpgaDevice) DeviceProfile.read("zu3eg", hadoop).device();
    List<Measurement> rows = rows("codenet-ultra96.json");
    NetworkSpec any = rows.get(0).network();
    Path engine = ProfileFiles.conf("examples/codenet-engine.json");
    TimingModel model = AcceleratorFile.read(engine, device, any, hadoop);
    Calibration calibration = new Calibrator(model).calibrate(rows, "test");
    assertThat(calibration.leftOutNetworkError().meanPercent()).isLessThan(15);
    assertThat(calibration.networkError().coverage()).isBetween(0.80, 0.97);
    for (String left : List.of("codenet-a", "codenet-c")) {
      List<Measurement> others = new ArrayList<>(rows);
      others.removeIf(row -> row.group().equals(left));
      double[] fitted = new Calibrator(model).fit(others);
      Measurement network =
          rows.stream().filter(row -> row.group().equals(left)).findFirst().orElseThrow();
      double error = new Calibrator(model).logError(fitted, LatencyTable.of(List.of()), network);
      assertThat(Math.abs(Math.expm1(error))).as(left).isLessThan(0.25);
    }
  }

  private TimingModel t4() {
    return new GpuTiming((GpuDevice) DeviceProfile.read("t4", hadoop).device());
  }

  private List<Measurement> rows(String file) {
    return MeasurementFile.read(ProfileFiles.conf("measurements/" + file), hadoop).rows();
  }

  @Test
  void packagedDevicesAreAllReadable() {
    List<String> names =
        List.of(
            "xc7z020",
            "zu3eg",
            "zu7ev",
            "zu9eg",
            "k26",
            "u250",
            "u280",
            "t4",
            "v100",
            "a100",
            "h100",
            "h200",
            "agx-orin",
            "agx-xavier");
    for (String name : names) {
      assertThat(DeviceProfile.read(name, hadoop).device().name()).isNotBlank();
    }
  }
}
