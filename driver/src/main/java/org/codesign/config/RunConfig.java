package org.codesign.config;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.hadoop.conf.Configuration;

/** A search as configured, checked and with all defaults. Stays with the driver. */
public record RunConfig(
    RunIdentity identity,
    DataConfig data,
    TeacherConfig teacher,
    SpaceConfig space,
    TargetConfig target,
    StagesConfig stages) {

  public RunConfig {
    Objects.requireNonNull(identity, "identity");
    Objects.requireNonNull(data, "data");
    Objects.requireNonNull(teacher, "teacher");
    Objects.requireNonNull(space, "space");
    Objects.requireNonNull(target, "target");
    Objects.requireNonNull(stages, "stages");
  }

  /**
   * Reads a YAML file.
   *
   * @param file its path on any Hadoop file system
   * @param overrides values of the command line by key, for example {@code teacher.epochs} to
   *     {@code 3}; they win over the file
   * @throws ConfigurationException with one line for each problem
   */
  public static RunConfig read(String file, Map<String, String> overrides, Configuration hadoop) {
    return RunConfigReader.read(ConfigFile.open(file, hadoop), overrides);
  }

  /** The name of the run. */
  public String name() {
    return identity.name();
  }

  /** What all random numbers of the run derive from. */
  public long seed() {
    return identity.seed();
  }

  /**
   * The effective configuration as JSON: the keys of the file with every default written out, in
   * alphabetical order. File names are as written, so that it does not depend on where the
   * configuration lies.
   */
  public String canonicalJson() {
    return identity.canonicalJson();
  }

  /**
   * How another configuration differs, one line "key: theirs -> ours" for each key.
   *
   * @param otherCanonicalJson the {@link #canonicalJson} of the other
   */
  public List<String> differences(String otherCanonicalJson) {
    return CanonicalJson.differences(
        CanonicalJson.read(otherCanonicalJson), CanonicalJson.read(canonicalJson()));
  }
}
