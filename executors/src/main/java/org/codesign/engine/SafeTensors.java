package org.codesign.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.codesign.network.Layer;
import org.codesign.network.LayerOperator;

/**
 * Weights as a safetensors file: the length of a JSON header (64-bit little-endian), the header
 * with each tensor's type, shape and place, then the values as little-endian float32. Python reads
 * such a file with {@code safetensors.numpy.load_file}. A layer gives the tensors {@code
 * <layer>.weight}, [outC, inC / groups, k, k] or [out, in], and {@code <layer>.bias}.
 */
public final class SafeTensors {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int LARGEST_HEADER_BYTES = 1 << 24;

  private SafeTensors() {}

  /** The file of these layers' weights; the same weights give the same bytes. */
  public static byte[] write(List<Layer> layers, NetworkWeights weights) {
    ObjectNode header = JSON.createObjectNode();
    int dataBytes = 0;
    for (Layer layer : layers) {
      LayerWeights values = weights.layer(layer.name());
      dataBytes = describe(header, layer.name() + ".weight", shape(layer), dataBytes);
      dataBytes =
          describe(header, layer.name() + ".bias", new int[] {values.outputChannels()}, dataBytes);
    }
    byte[] text = header.toString().getBytes(StandardCharsets.UTF_8);
    int padded = (text.length + 7) / 8 * 8;
    ByteBuffer file = ByteBuffer.allocate(8 + padded + dataBytes).order(ByteOrder.LITTLE_ENDIAN);
    file.putLong(padded).put(text);
    while (file.position() < 8 + padded) {
      file.put((byte) ' ');
    }
    for (Layer layer : layers) {
      LayerWeights values = weights.layer(layer.name());
      putFloats(file, values.weights());
      putFloats(file, values.bias());
    }
    return file.array();
  }

  /**
   * Reads the weights of these layers; other tensors of the file are left alone.
   *
   * @param source what the bytes are, for messages
   * @throws IOException if a tensor is missing, misshapen or outside the file, in one sentence
   */
  public static NetworkWeights read(byte[] bytes, List<Layer> layers, String source)
      throws IOException {
    ByteBuffer file = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    long length = bytes.length < 8 ? -1 : file.getLong(0);
    if (length < 2 || length > Math.min(LARGEST_HEADER_BYTES, bytes.length - 8L)) {
      throw new IOException(
          "%s is not a safetensors file: its header length is %d in a file of %d bytes."
              .formatted(source, length, bytes.length));
    }
    int start = 8 + (int) length;
    JsonNode header = parse(bytes, (int) length, source);
    Map<String, LayerWeights> result = new LinkedHashMap<>();
    for (Layer layer : layers) {
      float[] weight = floats(file, header, layer.name() + ".weight", shape(layer), start, source);
      int[] channels = {layer.output().channels()};
      float[] bias = floats(file, header, layer.name() + ".bias", channels, start, source);
      result.put(layer.name(), new LayerWeights(layer, weight, bias));
    }
    return new NetworkWeights(result);
  }

  private static JsonNode parse(byte[] bytes, int length, String source) throws IOException {
    try {
      return JSON.readTree(bytes, 8, length);
    } catch (IOException e) {
      throw new IOException(source + " has a damaged safetensors header.", e);
    }
  }

  /** A whole number that a long can hold; -1 for anything else. */
  private static long whole(JsonNode node) {
    return node.isIntegralNumber() && node.canConvertToLong() ? node.longValue() : -1;
  }

  private static int[] shape(Layer layer) {
    int inputs = layer.input().channels() / layer.window().groups();
    int outputs = layer.output().channels();
    int kernel = layer.window().kernel();
    return layer.operator() == LayerOperator.LINEAR
        ? new int[] {outputs, inputs}
        : new int[] {outputs, inputs, kernel, kernel};
  }

  private static int describe(ObjectNode header, String name, int[] shape, int offset) {
    int end = Math.addExact(offset, Math.multiplyExact(4, Math.toIntExact(elements(shape))));
    ObjectNode tensor = header.putObject(name);
    tensor.put("dtype", "F32");
    ArrayNode sizes = tensor.putArray("shape");
    Arrays.stream(shape).forEach(sizes::add);
    tensor.putArray("data_offsets").add(offset).add(end);
    return end;
  }

  private static long elements(int[] shape) {
    return Arrays.stream(shape).asLongStream().reduce(1, Math::multiplyExact);
  }

  private static void putFloats(ByteBuffer file, float[] values) {
    file.asFloatBuffer().put(values);
    file.position(file.position() + 4 * values.length);
  }

  private static float[] floats(
      ByteBuffer file, JsonNode header, String name, int[] shape, int start, String source)
      throws IOException {
    JsonNode tensor = header.path(name);
    long[] found = new long[tensor.path("shape").size()];
    Arrays.setAll(found, i -> whole(tensor.path("shape").path(i)));
    long[] expected = Arrays.stream(shape).asLongStream().toArray();
    if (!"F32".equals(tensor.path("dtype").asText()) || !Arrays.equals(found, expected)) {
      throw new IOException(
          "%s must hold the tensor %s as F32 of shape %s, not %s of shape %s."
              .formatted(
                  source,
                  name,
                  Arrays.toString(shape),
                  tensor.path("dtype").asText("nothing"),
                  Arrays.toString(found)));
    }
    long from = whole(tensor.path("data_offsets").path(0));
    long to = whole(tensor.path("data_offsets").path(1));
    int count = Math.toIntExact(elements(shape));
    boolean inside = from >= 0 && from <= to && to <= file.capacity() - start;
    if (!inside || to - from != 4L * count) {
      throw new IOException(
          "%s places the tensor %s at bytes %d to %d of %d: the file is truncated or damaged."
              .formatted(source, name, from, to, file.capacity() - start));
    }
    float[] values = new float[count];
    file.slice(start + (int) from, 4 * count)
        .order(ByteOrder.LITTLE_ENDIAN)
        .asFloatBuffer()
        .get(values);
    for (float value : values) {
      if (!Float.isFinite(value)) {
        throw new IOException(source + " holds a value that is not finite in " + name + ".");
      }
    }
    return values;
  }
}
