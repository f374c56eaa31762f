package org.codesign.cli;

import java.util.List;
import org.apache.hadoop.fs.Path;
import org.codesign.config.ConfigurationException;

/** Paths as users write and read them. */
final class Names {

  private Names() {}

  /**
   * The path that an option's value names.
   *
   * @throws ConfigurationException if it names none
   */
  static Path parse(String option, String text) {
    try {
      return new Path(text);
    } catch (IllegalArgumentException e) {
      throw new ConfigurationException(
          List.of("%s: '%s' is not a path: %s".formatted(option, text, e.getMessage())));
    }
  }

  /** Local paths without their scheme, so that they can be pasted; others in full. */
  static String of(Path path) {
    return "file".equals(path.toUri().getScheme()) ? path.toUri().getPath() : path.toString();
  }
}
