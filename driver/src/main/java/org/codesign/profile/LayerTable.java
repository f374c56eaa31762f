package org.codesign.profile;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.codesign.workload.LayerKind;
import org.codesign.workload.LayerSpec;
import org.codesign.workload.NetworkSpec;
import org.codesign.workload.ShapeChain;

/**
 * A network as JSON: {@code {"name": .., "batch": .., "layers": [..]}}, a layer having the keys of
 * {@link LayerSpec}. What may be left out: kernel 1, stride 1, padding 0, groups 1, inHeight and
 * inWidth 1 (inWidth equals inHeight where only that is given), bits 8, outChannels where a layer
 * keeps its channels.
 */
public final class LayerTable {

  private static final String OPERATORS =
      Stream.of(LayerKind.values()).map(LayerKind::label).collect(Collectors.joining(", "));

  private LayerTable() {}

  /** The weight and activation bits of a layer. */
  private record Bits(int weightBits, int activationBits) {}

  /**
   * Reads a network.
   *
   * @param bits a file {@code {"bits": {"layer": {"weightBits": 4, "activationBits": 4}}}}, as
   *     {@code allocate} writes it, whose bits replace those of the table
   */
  public static NetworkSpec read(Path path, Optional<Path> bits, Configuration hadoop) {
    JsonFields fields = JsonFields.of(path.toString(), JsonText.read(path, hadoop));
    NetworkSpec network = network(fields, fields.text("name", path.getName()));
    fields.rejectUnknown();
    ShapeChain.problems(network.layers()).forEach(fields::problem);
    fields.check();
    if (bits.isEmpty()) {
      return network;
    }
    JsonFields file = JsonFields.of(bits.get().toString(), JsonText.read(bits.get(), hadoop));
    JsonNode map = file.has("bits") ? file.get("bits") : JsonText.read(bits.get(), hadoop);
    NetworkSpec changed = withBits(network, map, file);
    file.check();
    return changed;
  }

  /** The network of an object that has a batch and layers. */
  static NetworkSpec network(JsonFields fields, String name) {
    int batch = fields.integer("batch", 1, 65_536, 1);
    JsonNode list = fields.get("layers");
    if (!list.isArray() || list.isEmpty() || list.size() > NetworkSpec.MOST_LAYERS) {
      fields.problem("layers: must be a list of 1 to " + NetworkSpec.MOST_LAYERS + " layers");
      fields.check();
    }
    List<LayerSpec> layers = new ArrayList<>();
    for (JsonNode node : list) {
      layer(fields, node, layers.size()).ifPresent(layers::add);
    }
    fields.check();
    try {
      return new NetworkSpec(name, batch, layers);
    } catch (IllegalArgumentException e) {
      fields.problem(e.getMessage());
      fields.check();
      throw e;
    }
  }

  /** One layer; empty, and problems, if something is wrong with it. */
  static Optional<LayerSpec> layer(JsonFields outer, JsonNode node, int index) {
    String name = node.path("name").asText("layers[" + index + "]");
    JsonFields fields = outer.inside("layer " + name, node);
    int before = fields.problemCount();
    if (!node.isObject()) {
      fields.problem("must be an object");
      return Optional.empty();
    }
    fields.text("name", name);
    Optional<LayerKind> operator = LayerKind.parse(fields.text("operator", null));
    if (operator.isEmpty() && node.path("operator").isTextual()) {
      fields.problem(
          "operator: '%s' must be one of %s".formatted(node.path("operator").asText(), OPERATORS));
    }
    int most = LayerSpec.LARGEST;
    int inChannels = fields.integer("inChannels", 1, most, null);
    boolean keeps = operator.isPresent() && !operator.get().multiplies();
    int outChannels = fields.integer("outChannels", 1, most, keeps ? inChannels : null);
    boolean flat = operator.isPresent() && operator.get() == LayerKind.LINEAR;
    int inHeight = fields.integer("inHeight", 1, most, flat ? 1 : null);
    int inWidth = fields.integer("inWidth", 1, most, matmul(operator) ? 1 : inHeight);
    int[] window = {
      fields.integer("kernel", 1, most, 1),
      fields.integer("stride", 1, most, 1),
      fields.integer("padding", 0, most, 0),
      fields.integer("groups", 1, most, 1)
    };
    int weightBits = fields.integer("weightBits", 1, 32, 8);
    int activationBits = fields.integer("activationBits", 1, 32, 8);
    fields.rejectUnknown();
    if (fields.problemCount() > before || operator.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new LayerSpec(
              name,
              operator.get(),
              inChannels,
              outChannels,
              inHeight,
              inWidth,
              window[0],
              window[1],
              window[2],
              window[3],
              weightBits,
              activationBits));
    } catch (IllegalArgumentException | ArithmeticException e) {
      outer.problem(e.getMessage());
      return Optional.empty();
    }
  }

  private static boolean matmul(Optional<LayerKind> operator) {
    return operator.isPresent() && operator.get() == LayerKind.MATMUL;
  }

  /** The network with the bits that an object names by layer. */
  static NetworkSpec withBits(NetworkSpec network, JsonNode map, JsonFields file) {
    Map<String, Bits> bits = new LinkedHashMap<>();
    map.fields()
        .forEachRemaining(
            entry -> {
              JsonFields one = file.inside("layer " + entry.getKey(), entry.getValue());
              bits.put(
                  entry.getKey(),
                  new Bits(
                      one.integer("weightBits", 1, 32, null),
                      one.integer("activationBits", 1, 32, null)));
            });
    List<LayerSpec> layers =
        network.layers().stream()
            .map(
                layer -> {
                  Bits own = bits.remove(layer.name());
                  return own == null
                      ? layer
                      : layer.withBits(own.weightBits(), own.activationBits());
                })
            .toList();
    bits.keySet()
        .forEach(
            name ->
                file.problem(
                    "layer %s: the network %s has no such layer".formatted(name, network.name())));
    return new NetworkSpec(network.name(), network.batch(), layers);
  }
}
