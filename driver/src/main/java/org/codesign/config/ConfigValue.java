package org.codesign.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * One key while it is read: its type, its limits, and at the end its value, for example {@code
 * node.integer("epochs").between(1, 1000).orElse(12)}. A wrong value is noted as a problem, and a
 * legal one is returned in its place so that reading goes on.
 */
final class ConfigValue<T extends Comparable<T>> {

  private static final int LONGEST_LIST = 256;

  private final ConfigNode owner;
  private final String key;
  private final ValueType<T> type;
  private final List<Function<T, Optional<String>>> checks = new ArrayList<>();
  private boolean isRepeatable;

  ConfigValue(ConfigNode owner, String key, ValueType<T> type) {
    this.owner = owner;
    this.key = key;
    this.type = type;
  }

  /** Both ends belong to the range. */
  ConfigValue<T> between(T low, T high) {
    String limit = "must be " + type.name() + " in [" + low + ", " + high + "]";
    return satisfying(
        value ->
            value.compareTo(low) < 0 || value.compareTo(high) > 0
                ? Optional.of(limit)
                : Optional.empty());
  }

  ConfigValue<T> oneOf(List<T> choices) {
    String names = String.join(", ", choices.stream().map(Object::toString).toList());
    return satisfying(
        value ->
            choices.contains(value) ? Optional.empty() : Optional.of("must be one of " + names));
  }

  /** A check of one's own: the reason why a value cannot be used, or empty. */
  ConfigValue<T> satisfying(Function<T, Optional<String>> misfit) {
    checks.add(misfit);
    return this;
  }

  /** Lets a list have a value more than once. */
  ConfigValue<T> repeatable() {
    isRepeatable = true;
    return this;
  }

  /** The value, or the default where the key is absent. */
  T orElse(T defaultValue) {
    T value = optional().orElse(defaultValue);
    owner.record(key, type.write().apply(value));
    return value;
  }

  /** The value; where the key is absent, that is a problem, and the placeholder is returned. */
  T required(T placeholder) {
    if (owner.value(key).isEmpty()) {
      owner.missing(key, type.name());
    }
    return optional().orElse(placeholder);
  }

  /** The value, or empty where the key is absent. */
  Optional<T> optional() {
    Optional<T> value = owner.value(key).flatMap(node -> element(node, owner.pathOf(key)));
    value.ifPresent(present -> owner.record(key, type.write().apply(present)));
    return value;
  }

  /**
   * A list with at least one value and, unless it is repeatable, none twice, or the default where
   * the key is absent.
   */
  List<T> listOrElse(List<T> defaultValues) {
    List<T> values = owner.value(key).map(this::elements).orElse(List.of());
    return recorded(values.isEmpty() ? defaultValues : values);
  }

  /** A list with at least one value and none twice; a problem where the key is absent. */
  List<T> listRequired(List<T> placeholder) {
    if (owner.value(key).isEmpty()) {
      owner.missing(key, "a list, each entry " + type.name() + ",");
    }
    return listOrElse(placeholder);
  }

  private List<T> recorded(List<T> values) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    values.forEach(value -> array.add(type.write().apply(value)));
    owner.record(key, array);
    return List.copyOf(values);
  }

  private List<T> elements(JsonNode node) {
    if (!node.isArray() || node.isEmpty() || node.size() > LONGEST_LIST) {
      owner.problem(key, node, "must be a list of 1 to " + LONGEST_LIST + " entries");
      return List.of();
    }
    List<T> values = new ArrayList<>();
    Set<T> seen = new HashSet<>();
    for (int i = 0; i < node.size(); i++) {
      String path = owner.pathOf(key) + "[" + i + "]";
      Optional<T> value = element(node.get(i), path);
      value.ifPresent(values::add);
      if (value.isPresent() && !seen.add(value.get()) && !isRepeatable) {
        owner.problems().addValue(path, node.get(i), "is listed twice");
      }
    }
    return values;
  }

  private Optional<T> element(JsonNode node, String path) {
    Optional<T> value = type.read().apply(node);
    if (value.isEmpty()) {
      owner.problems().addValue(path, node, "must be " + type.name() + quotesAdvice(node));
      return value;
    }
    for (Function<T, Optional<String>> check : checks) {
      Optional<String> misfit = check.apply(value.get());
      if (misfit.isPresent()) {
        owner.problems().addValue(path, node, misfit.get());
        return Optional.empty();
      }
    }
    return value;
  }

  private String quotesAdvice(JsonNode node) {
    return type.name().equals(ValueType.TEXT.name()) && node.isValueNode() && !node.isNull()
        ? " (put it in quotes)"
        : "";
  }
}
