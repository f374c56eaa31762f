package org.codesign.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Collects the problems of one configuration, so that the user sees all of them at once. */
final class ConfigProblems {

  private static final int LONGEST_VALUE = 80;

  private final String source;
  private final Set<String> overrides;
  private final List<String> lines = new ArrayList<>();

  /**
   * @param source the file, as the user named it
   * @param overrides the keys that the command line has set
   */
  ConfigProblems(String source, Set<String> overrides) {
    this.source = source;
    this.overrides = Set.copyOf(overrides);
  }

  /** A problem of a key as such. */
  void add(String path, String reason) {
    lines.add(sourceOf(path) + ": " + path + ": " + reason);
  }

  /** A problem of the value at a key. */
  void addValue(String path, JsonNode value, String reason) {
    String text = value.toString();
    String shown = text.length() > LONGEST_VALUE ? text.substring(0, LONGEST_VALUE) + "..." : text;
    add(path, shown + " - " + reason);
  }

  /** Throws everything that was collected. */
  void throwIfAny() {
    if (!lines.isEmpty()) {
      throw new ConfigurationException(lines);
    }
  }

  private String sourceOf(String path) {
    boolean overridden =
        overrides.stream().anyMatch(key -> isWithin(path, key) || isWithin(key, path));
    return overridden ? "--set" : source;
  }

  private static boolean isWithin(String path, String section) {
    return path.equals(section) || path.startsWith(section + ".") || path.startsWith(section + "[");
  }
}
