package org.codesign.onnx;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.codesign.data.DataException;

/**
 * What a network needs of the zip that Deeplearning4j's ModelSerializer writes: the configuration
 * and the parameters in a row. The file is not trusted: sizes are limited before memory is taken,
 * the configuration may name classes of Deeplearning4j and ND4J only, and nothing else of the zip
 * is looked at. Holds a large array.
 */
final class Dl4jZip {

  private static final String CONFIGURATION = "configuration.json";
  private static final String COEFFICIENTS = "coefficients.bin";
  private static final int MOST_CONFIGURATION_BYTES = 1 << 24;
  private static final int MOST_COEFFICIENT_BYTES = 1 << 30;
  private static final int MOST_ENTRIES = 64;
  private static final int MOST_SHAPE_VALUES = 72;
  private static final List<String> PACKAGES =
      List.of("org.deeplearning4j.nn.", "org.nd4j.linalg.", "org.nd4j.common.");

  private final String configuration;
  private final float[] coefficients;

  private Dl4jZip(String configuration, float[] coefficients) {
    this.configuration = configuration;
    this.coefficients = coefficients;
  }

  /** Reads it. */
  static Dl4jZip read(byte[] bytes, String source) throws IOException {
    Map<String, byte[]> entries = new HashMap<>();
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(bytes))) {
      int count = 0;
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        if (++count > MOST_ENTRIES) {
          throw new DataException(
              "The zip %s must have at most %d entries.".formatted(source, MOST_ENTRIES));
        }
        if (entry.getName().equals(CONFIGURATION)) {
          entries.put(CONFIGURATION, bytes(zip, MOST_CONFIGURATION_BYTES, CONFIGURATION, source));
        } else if (entry.getName().equals(COEFFICIENTS)) {
          entries.put(COEFFICIENTS, bytes(zip, MOST_COEFFICIENT_BYTES, COEFFICIENTS, source));
        }
        if (entries.size() == 2) {
          String text = new String(entries.get(CONFIGURATION), StandardCharsets.UTF_8);
          requireKnownClasses(new ObjectMapper().readTree(text), source);
          return new Dl4jZip(text, floats(entries.get(COEFFICIENTS), source));
        }
      }
    }
    throw new DataException(
        "The zip %s must have the entries %s and %s of a Deeplearning4j network."
            .formatted(source, CONFIGURATION, COEFFICIENTS));
  }

  /** JSON of a MultiLayerConfiguration or a ComputationGraphConfiguration. */
  String configuration() {
    return configuration;
  }

  /** All parameters in the order of the layers. */
  float[] coefficients() {
    return coefficients;
  }

  private static byte[] bytes(ZipInputStream zip, int limit, String entry, String source)
      throws IOException {
    byte[] bytes = zip.readNBytes(limit);
    if (zip.read() >= 0) {
      throw new DataException(
          "The entry %s of %s must have at most %d bytes.".formatted(entry, source, limit));
    }
    return bytes;
  }

  private static void requireKnownClasses(JsonNode node, String source) {
    JsonNode named = node.path("@class");
    if (named.isTextual() && PACKAGES.stream().noneMatch(named.asText()::startsWith)) {
      throw new DataException(
          "The network %s names the class %s, which is none of Deeplearning4j."
              .formatted(source, named.asText()));
    }
    node.forEach(child -> requireKnownClasses(child, source));
  }

  /** The values of an array as ND4J writes it: two buffers, of its shape and of its values. */
  private static float[] floats(byte[] bytes, String source) throws IOException {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      long shape = length(in, "LONG", source);
      if (shape > MOST_SHAPE_VALUES) {
        throw new DataException("The parameters of %s are damaged.".formatted(source));
      }
      in.skipNBytes(shape * Long.BYTES);
      long count = length(in, "FLOAT", source);
      if (count != in.available() / Float.BYTES) {
        throw new DataException(
            "The parameters of %s must be %d values, but there are %d bytes of them."
                .formatted(source, count, in.available()));
      }
      float[] values = new float[Math.toIntExact(count)];
      ByteBuffer.wrap(in.readNBytes(values.length * Float.BYTES)).asFloatBuffer().get(values);
      return values;
    }
  }

  private static long length(DataInputStream in, String type, String source) throws IOException {
    String allocation = in.readUTF();
    long length = in.readLong();
    String found = in.readUTF();
    if (!found.equals(type) || length < 0) {
      throw new DataException(
          "The parameters of %s must be %s values in a Deeplearning4j 1.0 file, not %s (%s)."
              .formatted(source, type, found, allocation));
    }
    return length;
  }
}
