package org.codesign.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Values of the command line, set into the tree before it is read: keys as in messages, for example
 * {@code space.stages[0].channels}, values as YAML. Sections that the file leaves out are created;
 * list entries must exist.
 */
final class ConfigOverrides {

  private static final Pattern STEP = Pattern.compile("([^.\\[\\]]+)|\\[(\\d{1,6})]");
  private static final Pattern KEY =
      Pattern.compile("[^.\\[\\]]+(\\[\\d{1,6}])*(\\.[^.\\[\\]]+(\\[\\d{1,6}])*)*");

  private ConfigOverrides() {}

  /** Sets every override; a key that leads nowhere is a problem. */
  static void apply(ObjectNode root, Map<String, String> overrides, ConfigProblems problems) {
    overrides.forEach(
        (key, text) -> {
          try {
            set(root, key, YamlTree.parse(text));
          } catch (YamlTreeException | IllegalArgumentException e) {
            problems.add(key, e.getMessage());
          }
        });
  }

  private static void set(ObjectNode root, String key, JsonNode value) {
    if (!KEY.matcher(key).matches()) {
      throw new IllegalArgumentException("is not a key such as teacher.epochs");
    }
    if (value.isMissingNode()) {
      throw new IllegalArgumentException("has no value");
    }
    List<String> steps = steps(key);
    JsonNode place = root;
    for (String step : steps.subList(0, steps.size() - 1)) {
      place = descend(place, step);
    }
    String last = steps.get(steps.size() - 1);
    if (place instanceof ArrayNode array) {
      array.set(index(array, last), value);
    } else if (place instanceof ObjectNode object) {
      object.set(last, value);
    } else {
      throw new IllegalArgumentException("'" + last + "' is below a value, not below a section");
    }
  }

  private static JsonNode descend(JsonNode place, String step) {
    if (place instanceof ArrayNode array) {
      return array.get(index(array, step));
    }
    if (place instanceof ObjectNode object) {
      JsonNode next = object.path(step);
      return next.isMissingNode() || next.isNull() ? object.putObject(step) : next;
    }
    throw new IllegalArgumentException("'" + step + "' is below a value, not below a section");
  }

  private static int index(ArrayNode array, String step) {
    int index = step.chars().allMatch(Character::isDigit) ? Integer.parseInt(step) : -1;
    if (index < 0 || index >= array.size()) {
      throw new IllegalArgumentException(
          "'%s' is not an entry of the list, which has %d".formatted(step, array.size()));
    }
    return index;
  }

  private static List<String> steps(String key) {
    List<String> steps = new ArrayList<>();
    Matcher matcher = STEP.matcher(key);
    while (matcher.find()) {
      steps.add(matcher.group(2) == null ? matcher.group(1) : matcher.group(2));
    }
    return steps;
  }
}
