package org.codesign.cli;

import java.util.Objects;
import java.util.Optional;
import java.util.Properties;

/**
 * Where the product lies and what it was built from, as the launcher says.
 *
 * @param home the folder with {@code conf}; empty if the product was not started by its launcher
 * @param commit the git commit, ending in {@code -dirty} if files were changed; empty if unknown
 */
record Installation(Optional<String> home, Optional<String> commit) {

  private static final String HOME = "codesign.home";
  private static final String COMMIT = "codesign.commit";

  Installation {
    Objects.requireNonNull(home, "home");
    Objects.requireNonNull(commit, "commit");
  }

  /** From {@code codesign.*}, or from {@code spark.codesign.*}, which spark-submit lets through. */
  static Installation of(Properties properties) {
    return new Installation(find(properties, HOME), find(properties, COMMIT));
  }

  private static Optional<String> find(Properties properties, String key) {
    String value = properties.getProperty(key, properties.getProperty("spark." + key, ""));
    return value.isBlank() ? Optional.empty() : Optional.of(value.strip());
  }
}
