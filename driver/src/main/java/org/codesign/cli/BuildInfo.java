package org.codesign.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Properties;

/** The versions that the product was built with. */
record BuildInfo(String version, String spark, String deeplearning4j) {

  private static final String RESOURCE = "build.properties";

  BuildInfo {
    Objects.requireNonNull(version, "version");
    Objects.requireNonNull(spark, "spark");
    Objects.requireNonNull(deeplearning4j, "deeplearning4j");
  }

  /** Reads what the build has left in the jar. */
  static BuildInfo load() {
    Properties properties = new Properties();
    try (InputStream in = BuildInfo.class.getResourceAsStream(RESOURCE)) {
      properties.load(Objects.requireNonNull(in, RESOURCE));
    } catch (IOException e) {
      throw new UncheckedIOException("The resource " + RESOURCE + " cannot be read.", e);
    }
    return new BuildInfo(
        properties.getProperty("version"),
        properties.getProperty("spark"),
        properties.getProperty("deeplearning4j"));
  }
}
