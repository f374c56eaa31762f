package org.codesign.profile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.codesign.calibration.Calibration;
import org.codesign.calibration.Calibrator;
import org.codesign.calibration.Measurement;
import org.codesign.config.DeviceChoice;
import org.codesign.config.DeviceFile;
import org.codesign.cost.GpuTiming;
import org.codesign.cost.SubgraphTiming;
import org.codesign.cost.TimingModel;
import org.codesign.hardware.FpgaDevice;
import org.codesign.hardware.GpuDevice;
import org.codesign.hardware.SubgraphEngine;
import org.junit.jupiter.api.Test;

class PublishedRowsTest {

  private final Configuration hadoop = new Configuration(false);

  @Test
  void t4() {
    GpuDevice device =
        (GpuDevice) DeviceFile.read(new DeviceChoice("t4", Optional.empty()), hadoop);
    show(new GpuTiming(device), "measurements/t4-resnet18.json");
  }

  @Test
  void codenet() {
    FpgaDevice device =
        (FpgaDevice) DeviceFile.read(new DeviceChoice("zu3eg", Optional.empty()), hadoop);
    SubgraphEngine engine =
        new SubgraphEngine(
            new SubgraphEngine.Lanes(16, 16),
            new SubgraphEngine.Lanes(0, 0),
            16,
            3,
            org.codesign.hardware.MultiplierUnit.DSP,
            4,
            8,
            new SubgraphEngine.Buffers(256, 15, 64, 512, 128),
            250);
    show(new SubgraphTiming(device, engine), "measurements/codenet-ultra96.json");
  }

  private void show(TimingModel model, String file) {
    List<Measurement> rows = MeasurementFile.read(ProfileFiles.conf(file), hadoop).rows();
    Calibrator calibrator = new Calibrator(model);
    long t = System.nanoTime();
    Calibration c = calibrator.calibrate(rows, "x");
    System.out.println((System.nanoTime() - t) / 1e9 + " s " + c);
    double[] p = c.values(model);
    for (Measurement row : rows) {
      System.out.printf(
          "%-50s %9.4f ms %6.1f %%%n",
          row.whole() ? row.group() + " " + row.network().layers().get(0).weightBits()+" "+row.network().macs() : row.layer().name(),
          row.millis(),
          100 * Math.expm1(calibrator.logError(p, row)));
    }
    assertThat(rows).isNotEmpty();
  }
}
