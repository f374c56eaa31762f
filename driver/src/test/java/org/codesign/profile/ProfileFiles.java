package org.codesign.profile;

import java.nio.file.Files;
import java.nio.file.Path;

/** The files of {@code conf}, seen from a module's folder or from the root. */
final class ProfileFiles {

  private ProfileFiles() {}

  static org.apache.hadoop.fs.Path conf(String name) {
    Path here = Path.of("conf", name);
    Path found = Files.exists(here) ? here : Path.of("..", "conf", name);
    return new org.apache.hadoop.fs.Path(found.toAbsolutePath().normalize().toUri());
  }
}
