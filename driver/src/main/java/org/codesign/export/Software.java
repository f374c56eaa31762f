package org.codesign.export;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.codesign.data.Normalization;
import org.codesign.engine.NetworkWeights;
import org.codesign.engine.SafeTensors;
import org.codesign.network.Layer;
import org.codesign.network.Network;
import org.codesign.quantization.BitWidths;

/**
 * The software half of a design: a trained network, the bit-widths of its layers and their input
 * ranges.
 */
public record Software(
    Network network,
    NetworkWeights weights,
    Normalization normalization,
    Map<String, BitWidths> bits,
    Map<String, Double> inputRanges) {

  public Software {
    Objects.requireNonNull(network, "network");
    Objects.requireNonNull(weights, "weights");
    Objects.requireNonNull(normalization, "normalization");
    bits = Map.copyOf(bits);
    inputRanges = Map.copyOf(inputRanges);
  }

  /** The rows of {@code bits.json}. */
  ArrayNode bitsJson(ArrayNode layers) {
    for (Layer layer : network.weightedLayers()) {
      BitWidths widths = Objects.requireNonNull(bits.get(layer.name()), layer.name());
      double range = inputRanges.getOrDefault(layer.name(), 0.0);
      ObjectNode row = layers.addObject();
      row.put("name", layer.name());
      row.put("weightBits", widths.weightBits());
      row.put("activationBits", widths.activationBits());
      if (range > 0) {
        row.put("inputRange", range);
      }
    }
    return layers;
  }

  /** Everything but the weights. */
  void describe(ObjectNode tree) {
    ObjectNode scale = tree.putObject("normalization");
    ArrayNode means = scale.putArray("means");
    normalization.means().forEach(means::add);
    ArrayNode deviations = scale.putArray("standard-deviations");
    normalization.standardDeviations().forEach(deviations::add);
    tree.set("network", NetworkJson.write(network));
    bitsJson(tree.putArray("layers"));
  }

  /**
   * Reads what {@link #describe} wrote.
   *
   * @param weights a weights file of the whole network
   * @throws IOException with the reason as the rest of a sentence
   */
  static Software read(JsonNode tree, byte[] weights, String source) throws IOException {
    try {
      Network network = NetworkJson.read(tree.path("network"));
      Map<String, BitWidths> bits = new LinkedHashMap<>();
      Map<String, Double> ranges = new LinkedHashMap<>();
      for (JsonNode row : tree.path("layers")) {
        String name = row.path("name").asText();
        bits.put(
            name,
            new BitWidths(row.path("weightBits").asInt(), row.path("activationBits").asInt()));
        // As in the run's ranges.json, 0 where the input is not quantized on its own.
        ranges.put(name, row.path("inputRange").asDouble(0));
      }
      JsonNode scale = tree.path("normalization");
      return new Software(
          network,
          SafeTensors.read(weights, network.weightedLayers(), source),
          new Normalization(
              numbers(scale.path("means")), numbers(scale.path("standard-deviations"))),
          bits,
          ranges);
    } catch (IllegalArgumentException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private static List<Double> numbers(JsonNode array) {
    List<Double> values = new ArrayList<>();
    array.forEach(value -> values.add(value.asDouble(Double.NaN)));
    return values;
  }
}
