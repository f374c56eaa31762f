package org.codesign.onnx;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.codesign.data.DataException;

/**
 * The index of a file of little-endian float32 tensors.
 *
 * @param source where it comes from, for messages
 * @param dataFile the name of the file beside it
 * @param tensors by name
 * @param geometries of the layers, by name
 */
record RawIndex(
    String source, String dataFile, Map<String, Slice> tensors, Map<String, Geometry> geometries) {

  /** Where the values of a tensor lie. */
  record Slice(long offsetBytes, int count) {}

  /** A convolution without its channels. */
  record Geometry(int outChannels, int kernel, int stride, int padding) {}

  RawIndex {
    tensors = Map.copyOf(tensors);
    geometries = Map.copyOf(geometries);
  }

  static RawIndex parse(byte[] json, String source) {
    JsonNode root;
    try {
      root = new ObjectMapper().readTree(json);
    } catch (IOException e) {
      throw new DataException("The index %s is not JSON: %s".formatted(source, e.getMessage()), e);
    }
    String data = root.path("data_file").asText();
    if (data.isEmpty() || data.contains("/")) {
      throw new DataException(
          "The data_file (%s) of %s must name a file beside it.".formatted(data, source));
    }
    Map<String, Slice> tensors = new HashMap<>();
    for (JsonNode tensor : root.path("tensors")) {
      tensors.put(
          tensor.path("name").asText(),
          new Slice(tensor.path("offset_bytes").asLong(-1), tensor.path("count").asInt(-1)));
    }
    Map<String, Geometry> geometries = new HashMap<>();
    for (JsonNode layer : root.path("model").path("layers")) {
      geometries.put(
          layer.path("name").asText(),
          new Geometry(
              layer.path("cout").asInt(),
              layer.path("k").asInt(),
              layer.path("stride").asInt(),
              layer.path("pad").asInt()));
    }
    return new RawIndex(source, data, tensors, geometries);
  }
}
