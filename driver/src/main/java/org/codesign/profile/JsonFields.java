package org.codesign.profile;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.codesign.config.ConfigurationException;

/** The fields of one JSON object; what is wrong with them is collected and told at once. */
final class JsonFields {

  /** So many problems are told; a table with one mistake in each row would fill the screen. */
  private static final int MOST_PROBLEMS = 20;

  private final String where;
  private final JsonNode node;
  private final List<String> problems;
  private final Set<String> known = new TreeSet<>();

  private JsonFields(String where, JsonNode node, List<String> problems) {
    this.where = where;
    this.node = node;
    this.problems = problems;
  }

  static JsonFields of(String source, JsonNode node) {
    return new JsonFields(source, node, new ArrayList<>());
  }

  /** The fields of an object inside, with the same list of problems. */
  JsonFields inside(String label, JsonNode inner) {
    return new JsonFields(where + ": " + label, inner, problems);
  }

  boolean has(String key) {
    known.add(key);
    return !node.path(key).isMissingNode() && !node.path(key).isNull();
  }

  JsonNode get(String key) {
    known.add(key);
    return node.path(key);
  }

  int integer(String key, int low, int high, Integer absent) {
    JsonNode value = get(key);
    if (!has(key) && absent != null) {
      return absent;
    }
    if (!has(key)) {
      problem(key + ": missing");
    } else if (!value.isIntegralNumber()) {
      problem("%s: %s must be a whole number".formatted(key, shown(value)));
    } else if (!value.canConvertToInt() || value.asInt() < low || value.asInt() > high) {
      problem("%s: %s must be in [%d, %d]".formatted(key, shown(value), low, high));
    } else {
      return value.asInt();
    }
    return Math.max(low, 1);
  }

  double positive(String key) {
    JsonNode value = get(key);
    if (!has(key)) {
      problem(key + ": missing");
    } else if (!value.isNumber() || !(value.asDouble() > 0 && value.asDouble() < 1e18)) {
      problem("%s: %s must be a number above 0".formatted(key, shown(value)));
    } else {
      return value.asDouble();
    }
    return 1;
  }

  String text(String key, String absent) {
    JsonNode value = get(key);
    if (!has(key) && absent != null) {
      return absent;
    }
    if (!has(key)) {
      problem(key + ": missing");
    } else if (!value.isTextual() || value.asText().isBlank()) {
      problem("%s: %s must be a text".formatted(key, shown(value)));
    } else {
      return value.asText();
    }
    return "?";
  }

  /** Reports the keys that nobody asked for. */
  void rejectUnknown() {
    node.fieldNames()
        .forEachRemaining(
            key -> {
              if (!known.contains(key)) {
                problem(key + ": unknown key, known are " + String.join(", ", known));
              }
            });
  }

  void problem(String text) {
    problems.add(where + ": " + text);
  }

  int problemCount() {
    return problems.size();
  }

  /** Throws what has been collected. */
  void check() {
    if (problems.isEmpty()) {
      return;
    }
    List<String> told =
        new ArrayList<>(problems.subList(0, Math.min(MOST_PROBLEMS, problems.size())));
    if (problems.size() > MOST_PROBLEMS) {
      told.add("and %d more problems".formatted(problems.size() - MOST_PROBLEMS));
    }
    throw new ConfigurationException(told);
  }

  private static String shown(JsonNode value) {
    String text = value.toString();
    return text.length() <= 60 ? text : text.substring(0, 57) + "...";
  }
}
