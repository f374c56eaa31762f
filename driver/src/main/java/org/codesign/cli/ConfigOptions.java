package org.codesign.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** Which configuration, and what of it to change. */
final class ConfigOptions {

  @Option(
      names = "--config",
      paramLabel = "FILE",
      required = true,
      description = "The configuration, a YAML file on any Hadoop file system.")
  private String file;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      converter = Setting.Parser.class,
      description =
          "Sets a value of the configuration, for example teacher.epochs=3; may be given more than"
              + " once, and wins over the file. Relative paths start at the folder of the"
              + " configuration, as in the file.")
  private List<Setting> settings = new ArrayList<>();

  String file() {
    return file;
  }

  /** Values by key; of a key that is set twice the last one. */
  Map<String, String> overrides() {
    Map<String, String> overrides = new LinkedHashMap<>();
    settings.forEach(setting -> overrides.put(setting.key(), setting.value()));
    return overrides;
  }
}
