package org.codesign.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.codesign.quantization.BitWidths;
import org.codesign.search.LayerBits;
import org.codesign.search.LayerOrder;

/**
 * Tables by layer that other verbs write: the bits of {@code allocate}, and the Omegas of {@code
 * sensitivity}. All problems of a file are reported at once.
 */
final class BitsFile {

  private static final long MOST_BYTES = 64L << 20;

  private BitsFile() {}

  /** The object {@code bits} of a file: weight and activation bits by layer. */
  static LayerBits.Named bits(String option, String name, UserFiles files) {
    JsonProblems problems = new JsonProblems(name);
    JsonNode table = JsonFile.read(name, files.open(option, name, MOST_BYTES)).path("bits");
    if (!table.isObject() || table.isEmpty()) {
      problems.add("bits", "an object is needed, as 'codesign allocate --json' writes it");
    }
    Map<String, BitWidths> bits = new LinkedHashMap<>();
    for (Iterator<String> layers = table.fieldNames(); layers.hasNext(); ) {
      String layer = layers.next();
      OptionalLong weights = width(problems, table.path(layer), layer, "weightBits");
      OptionalLong activations = width(problems, table.path(layer), layer, "activationBits");
      if (weights.isPresent() && activations.isPresent()) {
        bits.put(layer, new BitWidths((int) weights.getAsLong(), (int) activations.getAsLong()));
      }
    }
    problems.throwIfAny();
    return new LayerBits.Named(name, bits);
  }

  private static OptionalLong width(
      JsonProblems problems, JsonNode layer, String name, String key) {
    return problems.count(layer, "bits." + name, key, BitWidths.MINIMUM, BitWidths.MAXIMUM, true);
  }

  /** The Omegas of a file of {@code sensitivity}: those of eigenvalues where it has them. */
  static LayerOrder order(String option, String name, UserFiles files) {
    JsonProblems problems = new JsonProblems(name);
    JsonNode layers = JsonFile.read(name, files.open(option, name, MOST_BYTES)).path("layers");
    if (!layers.isArray() || layers.isEmpty()) {
      problems.add("layers", "a list is needed, as 'codesign sensitivity' writes it");
    }
    Map<String, Map<Integer, Double>> omegas = new LinkedHashMap<>();
    for (JsonNode layer : layers) {
      JsonNode table =
          layer.has("eigenvalueOmega") ? layer.path("eigenvalueOmega") : layer.path("omega");
      Map<Integer, Double> own = new LinkedHashMap<>();
      for (int bits = BitWidths.MINIMUM; bits <= BitWidths.MAXIMUM; bits++) {
        int width = bits;
        problems
            .amount(table, "layer " + layer.path("name").asText(), Integer.toString(bits), false)
            .ifPresent(omega -> own.put(width, omega));
      }
      omegas.put(layer.path("name").asText(), own);
    }
    problems.throwIfAny();
    return new LayerOrder(name, omegas);
  }
}
