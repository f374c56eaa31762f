package org.codesign.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A type that a configuration value may have.
 *
 * @param name the type in messages, with its article
 * @param read the value; empty if the node is of another type
 * @param write the value in the canonical form
 */
record ValueType<T extends Comparable<T>>(
    String name, Function<JsonNode, Optional<T>> read, Function<T, JsonNode> write) {

  static final ValueType<Integer> INTEGER =
      new ValueType<>(
          "a whole number",
          node -> when(node.canConvertToInt() && node.isIntegralNumber(), node::intValue),
          IntNode::valueOf);

  static final ValueType<Long> LONG =
      new ValueType<>(
          "a whole number",
          node -> when(node.canConvertToLong() && node.isIntegralNumber(), node::longValue),
          LongNode::valueOf);

  static final ValueType<Double> NUMBER =
      new ValueType<>(
          "a number", node -> when(node.isNumber(), node::doubleValue), DoubleNode::valueOf);

  static final ValueType<String> TEXT =
      new ValueType<>("text", node -> when(node.isTextual(), node::textValue), TextNode::valueOf);

  static final ValueType<Boolean> FLAG =
      new ValueType<>(
          "true or false",
          node -> when(node.isBoolean(), node::booleanValue),
          BooleanNode::valueOf);

  private static <T> Optional<T> when(boolean matches, Supplier<T> value) {
    return matches ? Optional.of(value.get()) : Optional.empty();
  }
}
