package org.codesign.cli;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.codesign.calibration.NetworkEstimate;
import org.codesign.calibration.NetworkEstimate.Item;
import org.codesign.calibration.NetworkEstimator;
import org.codesign.cost.TimingModel;
import org.codesign.hardware.ResourceUse;
import org.codesign.profile.DeviceProfile;
import org.codesign.profile.EstimateJson;
import org.codesign.profile.LayerTable;
import org.codesign.profile.OutputFile;
import org.codesign.workload.NetworkSpec;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What a network costs on a device. */
@Command(
    name = "cost",
    mixinStandardHelpOptions = true,
    header = "Prints what a network costs on a device, layer by layer.",
    descriptionHeading = "%n",
    optionListHeading = "%nOptions:%n",
    description = {
      "Latency with a 90 %% interval, energy, bytes moved and what bounds each layer of a network that is",
      "given as a table of layers; on an FPGA the resources as well. Measured layers of a calibrated",
      "device are used as they are, the model fills the rest and says so."
    },
    footer = {
      "",
      "Examples:",
      "  codesign cost --network conf/examples/resnet18.json --device t4",
      "  codesign cost --network conf/examples/resnet18.json --bits conf/examples/resnet18-bits.json \\",
      "      --device t4 --json",
      "  codesign cost --network conf/examples/codenet-a.json --device zu3eg \\",
      "      --accelerator conf/examples/codenet-engine.json"
    })
final class CostCommand implements Callable<Integer> {

  @Option(
      names = "--network",
      paramLabel = "FILE",
      required = true,
      description = "The table of layers, JSON (docs/devices.md).")
  private String network;

  @Option(
      names = "--device",
      paramLabel = "NAME",
      required = true,
      description = "A packaged device (conf/devices), or the path of a device file.")
  private String device;

  @Option(
      names = "--accelerator",
      paramLabel = "FILE",
      description =
          "What is built on the FPGA, JSON. Without it, the fastest subgraph engine that fits "
              + "the device is taken.")
  private String accelerator;

  @Option(
      names = "--bits",
      paramLabel = "FILE",
      description =
          "Bits of layers, JSON as 'allocate --output' writes it, in place of the table's.")
  private String bits;

  @Option(
      names = "--output",
      paramLabel = "FILE",
      description = "Writes the costs as JSON as well.")
  private String outputFile;

  @Mixin private OutputOptions output;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    Configuration hadoop = new Configuration();
    NetworkSpec spec =
        LayerTable.read(
            Names.parse("--network", network),
            Optional.ofNullable(bits).map(text -> Names.parse("--bits", text)),
            hadoop);
    DeviceProfile profile = DeviceProfile.read(device, hadoop);
    Optional<Path> built =
        Optional.ofNullable(accelerator).map(text -> Names.parse("--accelerator", text));
    Timings.Chosen chosen = Timings.of(profile, built, spec, hadoop);
    NetworkEstimate estimate = estimate(profile, chosen.model(), spec);
    String json =
        EstimateJson.of(estimate, spec.name(), profile.device().name(), chosen.accelerator());
    if (outputFile != null) {
      OutputFile.write(Names.parse("--output", outputFile), json, hadoop);
    }
    output.print(this.spec, () -> text(estimate, profile, chosen), () -> json);
    return ExitStatus.DONE.code();
  }

  private static NetworkEstimate estimate(
      DeviceProfile profile, TimingModel model, NetworkSpec network) {
    NetworkEstimator estimator =
        new NetworkEstimator(model, profile.calibration(), profile.table(model));
    List<String> misfits = estimator.misfits(network);
    if (!misfits.isEmpty()) {
      throw Timings.infeasible(misfits);
    }
    return estimator.estimate(network);
  }

  private static String text(
      NetworkEstimate estimate, DeviceProfile profile, Timings.Chosen chosen) {
    TextTable table =
        new TextTable(
            TextTable.Column.left("layer"),
            TextTable.Column.right("ms"),
            TextTable.Column.right("90 % from"),
            TextTable.Column.right("to"),
            TextTable.Column.right("uJ"),
            TextTable.Column.right("bytes"),
            TextTable.Column.left("bound"),
            TextTable.Column.left("from"));
    estimate.layers().forEach(item -> add(table, item.name(), item));
    add(table, "total", estimate.total());
    StringBuilder text = new StringBuilder(table.toString());
    ResourceUse use = estimate.resources();
    if (!use.equals(ResourceUse.NONE)) {
      text.append(
          "resources: %,d LUT, %,d FF, %,d DSP, %,d BRAM36 (%s)%n"
              .formatted(use.lut(), use.ff(), use.dsp(), use.bram36(), chosen.accelerator()));
    }
    text.append(
        "%d of %d layers measured, the rest modelled%s%n"
            .formatted(
                estimate.measuredLayers(),
                estimate.layers().size(),
                profile
                        .calibration()
                        .filter(one -> one.model().equals(chosen.model().name()))
                        .isPresent()
                    ? ""
                    : "; not calibrated on this device, see 'codesign calibrate --help'"));
    return text.toString();
  }

  private static void add(TextTable table, String name, Item item) {
    table.add(
        name,
        Numbers.significant(item.latencyMillis()),
        Numbers.significant(item.lowMillis()),
        Numbers.significant(item.highMillis()),
        Numbers.significant(item.energyMicrojoules()),
        "%,d".formatted(item.bytesMoved()),
        item.bound().name().toLowerCase(java.util.Locale.ROOT),
        item.origin().name().toLowerCase(java.util.Locale.ROOT));
  }
}
