package org.codesign.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * A section of the configuration while it is read. It remembers which keys were asked for, so that
 * the others can be reported, and every value that was returned, so that the effective
 * configuration can be written down.
 */
final class ConfigNode {

  private static final int MOST_SECTIONS = 64;

  private final String path;
  private final ObjectNode given;
  private final ConfigProblems problems;
  private final ObjectNode effective = JsonNodeFactory.instance.objectNode();
  private final TreeSet<String> knownKeys = new TreeSet<>();
  private final List<ConfigNode> children = new ArrayList<>();
  private final boolean excused;
  private boolean anyKeyAllowed;

  /**
   * @param excused whether missing keys are not reported, because the section itself is missing
   */
  private ConfigNode(String path, ObjectNode given, boolean excused, ConfigProblems problems) {
    this.path = path;
    this.given = given;
    this.excused = excused;
    this.problems = problems;
  }

  static ConfigNode root(ObjectNode given, ConfigProblems problems) {
    return new ConfigNode("", given, false, problems);
  }

  ConfigValue<Integer> integer(String key) {
    return new ConfigValue<>(this, key, ValueType.INTEGER);
  }

  ConfigValue<Long> longInteger(String key) {
    return new ConfigValue<>(this, key, ValueType.LONG);
  }

  ConfigValue<Double> number(String key) {
    return new ConfigValue<>(this, key, ValueType.NUMBER);
  }

  ConfigValue<String> text(String key) {
    return new ConfigValue<>(this, key, ValueType.TEXT);
  }

  ConfigValue<Boolean> flag(String key) {
    return new ConfigValue<>(this, key, ValueType.FLAG);
  }

  /** A section below this one; an absent one has no keys. */
  ConfigNode section(String key) {
    knownKeys.add(key);
    JsonNode node = given.path(key);
    if (!node.isObject() && !node.isMissingNode() && !node.isNull()) {
      problem(key, node, "must be a section with keys of its own");
    }
    return child(key, node, false);
  }

  /** A section that must be there. */
  ConfigNode requiredSection(String key) {
    if (value(key).isPresent()) {
      return section(key);
    }
    missing(key, "this section");
    return child(key, given.path(key), true);
  }

  /** A list of at least one section; a problem where it is absent. */
  List<ConfigNode> requiredSections(String key) {
    JsonNode node = value(key).orElse(JsonNodeFactory.instance.arrayNode());
    if (!has(key)) {
      missing(key, "a list of sections");
    } else if (!node.isArray() || node.isEmpty() || node.size() > MOST_SECTIONS) {
      problem(key, node, "must be a list of 1 to " + MOST_SECTIONS + " sections");
    }
    List<ConfigNode> sections = new ArrayList<>();
    ArrayNode array = effective.putArray(key);
    for (int i = 0; node.isArray() && i < Math.min(node.size(), MOST_SECTIONS); i++) {
      String childPath = pathOf(key) + "[" + i + "]";
      if (!node.get(i).isObject()) {
        problems.addValue(childPath, node.get(i), "must be a section with keys of its own");
      }
      ConfigNode child = node(childPath, node.get(i), false);
      array.add(child.effective);
      sections.add(child);
    }
    return sections;
  }

  boolean has(String key) {
    return given.has(key);
  }

  /** Reports every key, here and below, that no one asked for. */
  void reportUnknownKeys() {
    given
        .fieldNames()
        .forEachRemaining(
            key -> {
              if (!anyKeyAllowed && !knownKeys.contains(key)) {
                problems.add(pathOf(key), "unknown key '" + key + "'" + suggestion(key));
              }
            });
    children.forEach(ConfigNode::reportUnknownKeys);
  }

  /** All values that were returned, by key. */
  ObjectNode effective() {
    return effective;
  }

  /** Notes a problem of the value at a key. */
  void problem(String key, JsonNode value, String reason) {
    problems.addValue(pathOf(key), value, reason);
  }

  /** Notes a problem of the value at a key, the default where it is absent. */
  void problem(String key, String reason) {
    problem(key, value(key).orElse(effective.path(key)), reason);
  }

  void missing(String key, String what) {
    if (!excused) {
      problems.add(pathOf(key), "missing - " + what + " is needed");
    }
  }

  /** Lets every key pass, for a section whose kind is unknown. */
  void allowAnyKey() {
    anyKeyAllowed = true;
  }

  ConfigProblems problems() {
    return problems;
  }

  String pathOf(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  Optional<JsonNode> value(String key) {
    knownKeys.add(key);
    return Optional.ofNullable(given.get(key));
  }

  void record(String key, JsonNode value) {
    effective.set(key, value);
  }

  private ConfigNode child(String key, JsonNode node, boolean isMissing) {
    ConfigNode child = node(pathOf(key), node, isMissing);
    effective.set(key, child.effective);
    return child;
  }

  private ConfigNode node(String childPath, JsonNode node, boolean isMissing) {
    ObjectNode fields =
        node instanceof ObjectNode object ? object : JsonNodeFactory.instance.objectNode();
    boolean isValue = !node.isObject() && !node.isMissingNode() && !node.isNull();
    ConfigNode child = new ConfigNode(childPath, fields, excused || isMissing || isValue, problems);
    children.add(child);
    return child;
  }

  private String suggestion(String key) {
    Optional<String> nearest = KeySuggestion.nearest(key, knownKeys);
    if (nearest.isPresent()) {
      return ", did you mean '" + nearest.get() + "'?";
    }
    return knownKeys.isEmpty() ? "" : ", known are " + String.join(", ", knownKeys);
  }
}
