package org.codesign.config;

import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.Path;
import org.assertj.core.api.Assertions;

/** Configurations of the tests, as texts. */
final class ConfigText {

  /** Only what has no default. */
  static final String MINIMAL =
      """
      name: small
      data:
        train: {format: idx, images: train-images.gz, labels: train-labels.gz}
        test: {format: idx, images: test-images.gz, labels: test-labels.gz}
      space:
        stages:
          - {channels: 16, blocks: [{operators: [residual-k3, skip]}]}
      device: zu3eg
      accelerator:
        pointwise: [16x8]
        dense: [none]
        clock-megahertz: [200]
      """;

  private ConfigText() {}

  static RunConfig read(String text) {
    return read(text, Map.of());
  }

  static RunConfig read(String text, Map<String, String> overrides) {
    return RunConfigReader.read(
        new ConfigFile("conf/x.yaml", new Path("/project/conf"), text), overrides);
  }

  /** The minimal configuration with a line replaced. */
  static String with(String from, String to) {
    Assertions.assertThat(MINIMAL).contains(from);
    return MINIMAL.replace(from, to);
  }

  static List<String> problems(String text) {
    return problems(text, Map.of());
  }

  static List<String> problems(String text, Map<String, String> overrides) {
    return Assertions.catchThrowableOfType(
            ConfigurationException.class, () -> read(text, overrides))
        .problems();
  }
}
