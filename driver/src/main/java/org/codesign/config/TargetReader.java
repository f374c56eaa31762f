package org.codesign.config;

import java.util.Locale;
import java.util.Optional;

/** Reads the device, its accelerator section and the limits. */
final class TargetReader {

  private static final double LARGEST = 1e12;

  private final InputFiles files;

  TargetReader(InputFiles files) {
    this.files = files;
  }

  TargetConfig read(ConfigNode root) {
    return new TargetConfig(
        device(root),
        AcceleratorReader.read(root.requiredSection("accelerator")),
        limits(root.section("limits")));
  }

  private DeviceChoice device(ConfigNode root) {
    String name = root.text("device").satisfying(this::misnamed).required("missing");
    return isPath(name)
        ? new DeviceChoice(
            name, Optional.of(new InputFile(name, files.resolve(name), Optional.empty())))
        : new DeviceChoice(name, Optional.empty());
  }

  private Optional<String> misnamed(String name) {
    return isPath(name) ? files.misnamed(name) : notName(name);
  }

  private static Optional<String> notName(String name) {
    return name.matches("[A-Za-z0-9._-]{1,64}")
        ? Optional.empty()
        : Optional.of("must be a name in conf/devices or the path of a JSON file");
  }

  private static boolean isPath(String name) {
    return name.contains("/") || name.toLowerCase(Locale.ROOT).endsWith(".json");
  }

  private static LimitsConfig limits(ConfigNode node) {
    return new LimitsConfig(
        amount(node, "latency-millis"),
        amount(node, "energy-microjoules"),
        amount(node, "size-kilobytes"),
        count(node, "lut"),
        count(node, "dsp"),
        count(node, "bram36"));
  }

  private static Optional<Double> amount(ConfigNode node, String key) {
    return node.number(key).between(1 / LARGEST, LARGEST).optional();
  }

  private static Optional<Long> count(ConfigNode node, String key) {
    return node.longInteger(key).between(0L, (long) LARGEST).optional();
  }
}
