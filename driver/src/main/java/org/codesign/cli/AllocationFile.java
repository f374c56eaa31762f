package org.codesign.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.codesign.allocation.AllocationProblem;
import org.codesign.allocation.BitChoice;
import org.codesign.allocation.IntegerProgram;
import org.codesign.allocation.Layer;

/**
 * The problem of {@code allocate} as JSON: layers with choices and ties, or what {@code codesign
 * sensitivity} writes, whose layers have an {@code omega} by weight bits instead of choices. All
 * problems of a file are reported at once.
 */
final class AllocationFile {

  static final long MOST_BYTES = 256L << 20;
  private static final int MOST_CHOICES = 1024;

  private static final Set<String> TOP = Set.of("layers", "ties");
  private static final Set<String> LAYER = Set.of("name", "parameters", "macs", "choices");
  private static final Set<String> CHOICE =
      Set.of("weightBits", "activationBits", "sensitivity", "latencyMillis", "energyMicrojoules");

  private final JsonProblems problems;
  private final OptionalInt activationBits;

  private AllocationFile(String name, OptionalInt activationBits) {
    problems = new JsonProblems(name);
    this.activationBits = activationBits;
  }

  /**
   * Reads a problem.
   *
   * @param activationBits of layers with an omega; those of the weights if empty
   */
  static AllocationProblem read(String name, InputStream in, OptionalInt activationBits) {
    return new AllocationFile(name, activationBits).problem(JsonFile.read(name, in));
  }

  private AllocationProblem problem(JsonNode tree) {
    JsonNode list = tree.path("layers");
    if (!list.isArray() || list.isEmpty()) {
      problems.add("layers", "a list of at least one layer is needed");
      problems.throwIfAny();
    }
    if (list.size() > IntegerProgram.MAXIMUM_GROUPS) {
      problems.add(
          "layers", "%d layers; at most %d".formatted(list.size(), IntegerProgram.MAXIMUM_GROUPS));
      problems.throwIfAny();
    }
    boolean isMeasured = false;
    Map<String, Layer> layers = new HashMap<>();
    List<Layer> ordered = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (int i = 0; i < list.size(); i++) {
      isMeasured |= list.get(i).has("omega");
      Optional<Layer> layer = layer(list.get(i), i, names);
      layer.ifPresent(one -> layers.put(one.name(), one));
      layer.ifPresent(ordered::add);
    }
    if (!isMeasured) {
      problems.keys(tree, "", TOP);
    }
    List<List<String>> ties = ties(tree.path("ties"), names, layers);
    problems.throwIfAny();
    return new AllocationProblem(ordered, ties);
  }

  private Optional<Layer> layer(JsonNode node, int index, Set<String> names) {
    String name = node.path("name").asText("");
    String where = name.isBlank() ? "layers[" + index + "]" : "layer " + name;
    if (!node.isObject() || !node.path("name").isTextual() || name.isBlank()) {
      problems.add("layers[" + index + "]", "a name is needed");
    } else if (!names.add(name)) {
      problems.add(where, "the name is used by two layers");
    }
    OptionalLong parameters =
        problems.count(node, where, "parameters", 0, Layer.MAXIMUM_COUNT, true);
    OptionalLong macs = problems.count(node, where, "macs", 0, Layer.MAXIMUM_COUNT, false);
    List<BitChoice> choices = node.has("omega") ? omega(node, where) : choices(node, where);
    if (!node.has("omega")) {
      problems.keys(node, where, LAYER);
    }
    return parameters.isPresent() && !choices.isEmpty()
        ? Optional.of(new Layer(name, parameters.getAsLong(), macs, choices))
        : Optional.empty();
  }

  private List<BitChoice> choices(JsonNode node, String where) {
    JsonNode list = node.path("choices");
    if (!list.isArray() || list.isEmpty() || list.size() > MOST_CHOICES) {
      problems.add(where, "a list of 1 to %d choices is needed".formatted(MOST_CHOICES));
      return List.of();
    }
    List<BitChoice> choices = new ArrayList<>();
    for (int i = 0; i < list.size(); i++) {
      choice(list.get(i), where + ".choices[" + i + "]", choices);
    }
    return choices;
  }

  private void choice(JsonNode node, String where, List<BitChoice> choices) {
    OptionalLong weightBits =
        problems.count(node, where, "weightBits", 1, BitChoice.MAXIMUM_BITS, true);
    OptionalLong activation =
        problems.count(node, where, "activationBits", 1, BitChoice.MAXIMUM_BITS, true);
    OptionalDouble sensitivity = problems.amount(node, where, "sensitivity", true);
    OptionalDouble latency = problems.amount(node, where, "latencyMillis", false);
    OptionalDouble energy = problems.amount(node, where, "energyMicrojoules", false);
    problems.keys(node, where, CHOICE);
    if (weightBits.isPresent() && activation.isPresent()) {
      BitChoice choice =
          new BitChoice(
              (int) weightBits.getAsLong(),
              (int) activation.getAsLong(),
              sensitivity.orElse(0),
              latency,
              energy);
      if (choices.stream().anyMatch(choice::hasBitsOf)) {
        problems.add(where, "the layer has another choice of the same bits");
      }
      choices.add(choice);
    }
  }

  private List<BitChoice> omega(JsonNode node, String where) {
    JsonNode omega = node.path("omega");
    List<BitChoice> choices = new ArrayList<>();
    if (node.has("choices")) {
      problems.add(where, "omega and choices exclude each other");
    }
    if (!omega.isObject() || omega.isEmpty()) {
      problems.add(where + ".omega", "sensitivities by weight bits are needed, as {\"4\": 0.1}");
      return choices;
    }
    for (Iterator<String> keys = omega.fieldNames(); keys.hasNext(); ) {
      String key = keys.next();
      OptionalDouble sensitivity = problems.amount(omega, where + ".omega", key, true);
      if (!key.matches("[1-9][0-9]?") || Integer.parseInt(key) > BitChoice.MAXIMUM_BITS) {
        problems.add(where + ".omega", "the bits (%s) must be in [1, 32]".formatted(key));
      } else {
        int bits = Integer.parseInt(key);
        choices.add(
            new BitChoice(
                bits,
                activationBits.orElse(bits),
                sensitivity.orElse(0),
                OptionalDouble.empty(),
                OptionalDouble.empty()));
      }
    }
    return choices;
  }

  private List<List<String>> ties(JsonNode node, Set<String> names, Map<String, Layer> layers) {
    List<List<String>> ties = new ArrayList<>();
    if (!node.isMissingNode() && !node.isArray()) {
      problems.add("ties", JsonProblems.shown(node) + " must be a list of lists of layer names");
    }
    for (int i = 0; i < node.size() && node.isArray(); i++) {
      ties.add(tie(node.get(i), "ties[" + i + "]", names, layers));
    }
    return ties;
  }

  private List<String> tie(
      JsonNode node, String where, Set<String> names, Map<String, Layer> layers) {
    List<String> tie = new ArrayList<>();
    if (!node.isArray() || node.size() < 2) {
      problems.add(where, JsonProblems.shown(node) + " must be a list of at least two layer names");
      return tie;
    }
    for (JsonNode item : node) {
      String name = item.asText("");
      if (!item.isTextual() || !names.contains(name)) {
        problems.add(where, "there is no layer %s".formatted(JsonProblems.shown(item)));
      } else {
        tie.add(name);
      }
    }
    for (String name : tie) {
      Layer first = layers.get(tie.get(0));
      Layer other = layers.get(name);
      if (first != null && other != null && !haveSameBits(first, other)) {
        problems.add(
            where,
            "the layers %s and %s have choices of different bits and cannot be tied"
                .formatted(first.name(), name));
      }
    }
    return tie;
  }

  private static boolean haveSameBits(Layer a, Layer b) {
    return a.choices().size() == b.choices().size()
        && a.choices().stream().allMatch(x -> b.choices().stream().anyMatch(x::hasBitsOf));
  }
}
