package org.codesign.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Compares JSON with the record that it shall become, so that all misfits are told at once. */
public final class RecordShape {

  private final List<String> problems = new ArrayList<>();

  private RecordShape() {}

  /** One line for each unknown key, missing key and value of another type, in the file's order. */
  public static List<String> problems(JsonNode node, Class<?> type) {
    RecordShape shape = new RecordShape();
    shape.check("", node, type);
    return shape.problems;
  }

  private void check(String path, JsonNode node, Class<?> type) {
    if (type.isRecord() && node.isObject()) {
      checkKeys(path.isEmpty() ? "" : path + ".", node, type);
      return;
    }
    misfit(node, type).ifPresent(expected -> problems.add(path + ": must be " + expected));
  }

  private void checkKeys(String prefix, JsonNode node, Class<?> type) {
    Map<String, Class<?>> known = new LinkedHashMap<>();
    for (RecordComponent component : type.getRecordComponents()) {
      known.put(component.getName(), component.getType());
    }
    node.fieldNames()
        .forEachRemaining(
            key -> {
              if (!known.containsKey(key)) {
                problems.add(prefix + key + ": unknown key" + suggestion(key, known));
              }
            });
    known.forEach(
        (key, component) -> {
          if (node.path(key).isMissingNode() || node.path(key).isNull()) {
            problems.add(prefix + key + ": missing");
          } else {
            check(prefix + key, node.path(key), component);
          }
        });
  }

  private static Optional<String> misfit(JsonNode node, Class<?> type) {
    if (type == double.class) {
      return node.isNumber() ? Optional.empty() : Optional.of("a number");
    }
    if (type == long.class) {
      boolean whole = node.isIntegralNumber() && node.canConvertToLong();
      return whole ? Optional.empty() : Optional.of("a whole number");
    }
    if (type == int.class) {
      boolean whole = node.isIntegralNumber() && node.canConvertToInt();
      return whole ? Optional.empty() : Optional.of("a whole number");
    }
    if (type.isEnum()) {
      List<String> names = Arrays.stream(type.getEnumConstants()).map(Object::toString).toList();
      return names.contains(node.asText())
          ? Optional.empty()
          : Optional.of("one of " + String.join(", ", names));
    }
    if (type == String.class) {
      return node.isTextual() ? Optional.empty() : Optional.of("a text");
    }
    return Optional.of("an object");
  }

  private static String suggestion(String key, Map<String, Class<?>> known) {
    return KeySuggestion.nearest(key, known.keySet())
        .map(near -> ", did you mean " + near + "?")
        .orElse(", known are " + String.join(", ", known.keySet()));
  }
}
