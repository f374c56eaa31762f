package org.codesign.cli;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.codesign.calibration.Calibration;
import org.codesign.calibration.Calibrator;
import org.codesign.calibration.HeldOutError;
import org.codesign.calibration.Measurement;
import org.codesign.config.ConfigurationException;
import org.codesign.cost.TimingModel;
import org.codesign.hardware.FpgaDevice;
import org.codesign.profile.DeviceProfile;
import org.codesign.profile.MeasurementFile;
import org.codesign.profile.OutputFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A device fitted to measured times. */
@Command(
    name = "calibrate",
    mixinStandardHelpOptions = true,
    header = "Fits a device's timing model to measured times.",
    descriptionHeading = "%n",
    optionListHeading = "%nOptions:%n",
    description = {
      "Reads measured layers and networks (CSV or JSON), fits the few physical parameters of the device's",
      "timing model, and writes a device file with them, with the measured layers, and with how far the",
      "model is off on rows and networks that were left out of the fit. That file is a --device."
    },
    footer = {
      "",
      "Examples:",
      "  codesign calibrate --device t4 --measurements conf/measurements/t4-resnet18.json \\",
      "      --output my-t4.json",
      "  codesign calibrate --device zu3eg --accelerator conf/examples/codenet-engine.json \\",
      "      --measurements conf/measurements/codenet-ultra96.json --output my-zu3eg.json"
    })
final class CalibrateCommand implements Callable<Integer> {

  @Option(
      names = "--device",
      paramLabel = "NAME",
      required = true,
      description = "A packaged device (conf/devices), or the path of a device file.")
  private String device;

  @Option(
      names = "--measurements",
      paramLabel = "FILE",
      required = true,
      description = "Measured times, CSV or JSON (docs/calibrate.md).")
  private String measurements;

  @Option(
      names = "--accelerator",
      paramLabel = "FILE",
      description = "What was built on the FPGA when it was measured, JSON. An FPGA needs it.")
  private String accelerator;

  @Option(
      names = "--output",
      paramLabel = "FILE",
      required = true,
      description = "The device file to write.")
  private String outputFile;

  @Mixin private OutputOptions output;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    Configuration hadoop = new Configuration();
    DeviceProfile profile = DeviceProfile.read(device, hadoop);
    MeasurementFile.Measurements read =
        MeasurementFile.read(Names.parse("--measurements", measurements), hadoop);
    if (profile.device() instanceof FpgaDevice && accelerator == null) {
      throw new ConfigurationException(
          List.of(
              "--accelerator: an FPGA's times are those of what was built on it; name its file"));
    }
    TimingModel model =
        Timings.of(
                profile,
                Optional.ofNullable(accelerator).map(text -> Names.parse("--accelerator", text)),
                read.rows().get(0).network(),
                hadoop)
            .model();
    for (Measurement row : read.rows()) {
      row.network()
          .layers()
          .forEach(layer -> model.misfit(layer).ifPresent(CalibrateCommand::refuse));
    }
    Calibration fitted = new Calibrator(model).calibrate(read.rows(), read.source());
    String json = profile.with(model, fitted, read.rows());
    OutputFile.write(Names.parse("--output", outputFile), json, hadoop);
    output.print(spec, () -> text(fitted, read.rows()), () -> json);
    return ExitStatus.DONE.code();
  }

  private static void refuse(String misfit) {
    throw new ConfigurationException(
        List.of("a measured row cannot run on this device: " + misfit));
  }

  private String text(Calibration fitted, List<Measurement> rows) {
    TextTable errors =
        new TextTable(
            TextTable.Column.left("left out of the fit"),
            TextTable.Column.right("rows"),
            TextTable.Column.right("mean %"),
            TextTable.Column.right("worst %"),
            TextTable.Column.right("90 % interval"),
            TextTable.Column.right("holds %"));
    add(errors, "one layer", fitted.layerError());
    add(errors, "one row of a network", fitted.networkError());
    add(errors, "all rows of a network", fitted.leftOutNetworkError());
    TextTable parameters =
        new TextTable(TextTable.Column.left("parameter"), TextTable.Column.right("fitted"));
    for (Map.Entry<String, Double> one : new TreeMap<>(fitted.parameters()).entrySet()) {
      parameters.add(one.getKey(), Numbers.significant(one.getValue()));
    }
    return "%d rows fitted%n%n%s%n%s%nwritten: %s%n"
        .formatted(rows.size(), parameters, errors, outputFile);
  }

  private static void add(TextTable table, String what, HeldOutError error) {
    if (error.rows() > 0) {
      table.add(
          what,
          Integer.toString(error.rows()),
          String.format(Locale.ROOT, "%.1f", error.meanPercent()),
          String.format(Locale.ROOT, "%.1f", error.worstPercent()),
          String.format(Locale.ROOT, "x/ %.2f", Math.exp(error.logHalfWidth())),
          String.format(Locale.ROOT, "%.0f", 100 * error.coverage()));
    }
  }
}
