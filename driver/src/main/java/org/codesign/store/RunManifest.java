package org.codesign.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.codesign.config.CanonicalJson;

/**
 * What {@code manifest.json} says. The configuration and the inputs tell one run from another; the
 * provenance is kept for the reader.
 *
 * @param configurationJson the effective configuration as canonical JSON
 * @param inputs the SHA-256 of each input file, by the name that the configuration gives it
 * @param provenance seed, versions, git commit, machine and so on, in the order to be written
 */
public record RunManifest(
    String configurationJson, Map<String, String> inputs, Map<String, String> provenance) {

  static final int SCHEMA_VERSION = 1;

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .build();

  public RunManifest {
    configurationJson = CanonicalJson.write(CanonicalJson.read(configurationJson));
    inputs = Collections.unmodifiableMap(new LinkedHashMap<>(inputs));
    provenance = Collections.unmodifiableMap(new LinkedHashMap<>(provenance));
  }

  /**
   * The manifest in a text.
   *
   * @throws IllegalArgumentException if the text is not a manifest
   */
  static RunManifest parse(String json) {
    JsonNode tree = CanonicalJson.read(json);
    int version = tree.path("schema-version").asInt(0);
    if (version != SCHEMA_VERSION || !tree.path("configuration").isObject()) {
      throw new IllegalArgumentException(
          "The schema version (%d) of a manifest must be %d, and it must hold a configuration."
              .formatted(version, SCHEMA_VERSION));
    }
    return new RunManifest(
        CanonicalJson.write(tree.get("configuration")),
        texts(tree.path("inputs")),
        texts(tree.path("provenance")));
  }

  /** The text of {@code manifest.json}. */
  String toJson() {
    ObjectNode tree = JsonNodeFactory.instance.objectNode();
    tree.put("schema-version", SCHEMA_VERSION);
    tree.set("configuration", CanonicalJson.read(configurationJson));
    inputs.forEach(tree.putObject("inputs")::put);
    provenance.forEach(tree.putObject("provenance")::put);
    try {
      return MAPPER.writeValueAsString(tree) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("The manifest cannot be written.", e);
    }
  }

  /** One line "key: theirs -> ours" for each key of the configuration and inputs that differs. */
  List<String> differences(RunManifest theirs) {
    List<String> lines =
        new ArrayList<>(
            CanonicalJson.differences(
                CanonicalJson.read(theirs.configurationJson),
                CanonicalJson.read(configurationJson)));
    CanonicalJson.differences(tree(theirs.inputs), tree(inputs)).stream()
        .map(line -> "inputs." + line)
        .forEach(lines::add);
    return lines;
  }

  private static JsonNode tree(Map<String, String> texts) {
    ObjectNode tree = JsonNodeFactory.instance.objectNode();
    texts.forEach(tree::put);
    return tree;
  }

  private static Map<String, String> texts(JsonNode tree) {
    Map<String, String> texts = new LinkedHashMap<>();
    tree.fields().forEachRemaining(field -> texts.put(field.getKey(), field.getValue().asText()));
    return texts;
  }
}
