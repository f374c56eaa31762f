package org.codesign.config;

import java.util.Objects;
import java.util.Optional;

/**
 * The target device.
 *
 * @param name a name in conf/devices, or the path of a JSON file as written
 * @param file the JSON file where a path was given
 */
public record DeviceChoice(String name, Optional<InputFile> file) {

  public DeviceChoice {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(file, "file");
  }
}
