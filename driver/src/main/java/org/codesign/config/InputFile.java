package org.codesign.config;

import java.util.Objects;
import java.util.Optional;
import org.apache.hadoop.fs.Path;

/**
 * A file or folder that the configuration names.
 *
 * @param written the name as written, which is what the canonical form keeps
 * @param path the place: relative names start at the folder of the configuration file
 * @param sha256 what its content must hash to, 64 lower-case hexadecimal digits
 */
public record InputFile(String written, Path path, Optional<String> sha256) {

  public InputFile {
    Objects.requireNonNull(written, "written");
    Objects.requireNonNull(path, "path");
    Objects.requireNonNull(sha256, "sha256");
  }
}
