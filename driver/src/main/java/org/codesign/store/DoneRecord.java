package org.codesign.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.TreeMap;
import org.codesign.config.CanonicalJson;

/** What {@code done.json} says of a finished item: the length and hash of each data file. */
record DoneRecord(Map<String, Stamp> files) {

  static final String NAME = "done.json";

  private static final int SCHEMA_VERSION = 1;

  /** The length of a file and the SHA-256 of its content in lower-case hexadecimal digits. */
  record Stamp(long lengthBytes, String sha256) {}

  DoneRecord {
    files = Map.copyOf(files);
  }

  /**
   * The record in a text.
   *
   * @throws IllegalArgumentException if the text is not a whole record
   */
  static DoneRecord parse(String json) {
    JsonNode tree = CanonicalJson.read(json);
    if (tree.path("schema-version").asInt(0) != SCHEMA_VERSION || !tree.path("files").isObject()) {
      throw new IllegalArgumentException("A done record must have version 1 and list its files.");
    }
    Map<String, Stamp> files = new TreeMap<>();
    tree.get("files")
        .fields()
        .forEachRemaining(
            file ->
                files.put(
                    file.getKey(),
                    new Stamp(
                        file.getValue().path("length-bytes").asLong(-1),
                        file.getValue().path("sha256").asText())));
    return new DoneRecord(files);
  }

  String toJson() {
    ObjectNode tree = JsonNodeFactory.instance.objectNode();
    tree.put("schema-version", SCHEMA_VERSION);
    ObjectNode list = tree.putObject("files");
    files.forEach(
        (name, stamp) ->
            list.putObject(name)
                .put("length-bytes", stamp.lengthBytes())
                .put("sha256", stamp.sha256()));
    return CanonicalJson.write(tree);
  }
}
