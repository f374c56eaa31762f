package org.codesign.integer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Tensors of integers as a safetensors file: the length of a JSON header (64-bit little-endian),
 * the header with each tensor's type, shape and place and with texts under {@code __metadata__},
 * then the values.
 */
public final class TensorFile {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String METADATA = "__metadata__";
  private static final int LARGEST_HEADER_BYTES = 1 << 24;

  private final ByteBuffer file;
  private final JsonNode header;
  private final int start;

  private TensorFile(ByteBuffer file, JsonNode header, int start) {
    this.file = file;
    this.header = header;
    this.start = start;
  }

  /**
   * Reads a file's header.
   *
   * @throws IOException with the reason as the rest of a sentence
   */
  public static TensorFile read(byte[] bytes) throws IOException {
    ByteBuffer file = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    long length = bytes.length < 8 ? -1 : file.getLong(0);
    if (length < 2 || length > Math.min(LARGEST_HEADER_BYTES, bytes.length - 8L)) {
      throw new IOException(
          "its header length is %d in a file of %d bytes".formatted(length, bytes.length));
    }
    try {
      return new TensorFile(file, JSON.readTree(bytes, 8, (int) length), 8 + (int) length);
    } catch (IOException e) {
      throw new IOException("its header is damaged", e);
    }
  }

  /** A text of the header; empty if there is none of this key. */
  public String text(String key) {
    return header.path(METADATA).path(key).asText();
  }

  /** The bytes of a tensor. */
  public byte[] bytes(String name) throws IOException {
    JsonNode offsets = header.path(name).path("data_offsets");
    long from = offsets.path(0).asLong(-1);
    long to = offsets.path(1).asLong(-1);
    if (from < 0 || to < from || to > file.capacity() - (long) start) {
      throw new IOException(
          "its tensor %s lies at [%d, %d) of %d bytes"
              .formatted(name, from, to, file.capacity() - start));
    }
    byte[] values = new byte[(int) (to - from)];
    file.get(start + (int) from, values);
    return values;
  }

  /** The 32-bit integers of a tensor. */
  public int[] ints(String name) throws IOException {
    byte[] bytes = bytes(name);
    int[] values = new int[bytes.length / Integer.BYTES];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().get(values);
    return values;
  }

  /** The sizes of a tensor. */
  public int[] shape(String name) {
    JsonNode sizes = header.path(name).path("shape");
    int[] shape = new int[sizes.size()];
    for (int i = 0; i < shape.length; i++) {
      shape[i] = sizes.path(i).asInt(-1);
    }
    return shape;
  }

  /** Collects tensors on the way to a file; the same calls give the same bytes. */
  public static final class Writer {
    private final ObjectNode tensors = JSON.createObjectNode();
    private final ByteArrayOutputStream data = new ByteArrayOutputStream();

    /** Adds bytes as they are. */
    public void bytes(String name, byte[] values, int... shape) {
      add(name, "U8", values, shape);
    }

    /** Adds 32-bit integers. */
    public void ints(String name, int[] values, int... shape) {
      ByteBuffer buffer =
          ByteBuffer.allocate(Math.multiplyExact(Integer.BYTES, values.length))
              .order(ByteOrder.LITTLE_ENDIAN);
      buffer.asIntBuffer().put(values);
      add(name, "I32", buffer.array(), shape);
    }

    private void add(String name, String type, byte[] values, int... shape) {
      ObjectNode tensor = tensors.putObject(name);
      tensor.put("dtype", type);
      ArrayNode sizes = tensor.putArray("shape");
      for (int size : shape) {
        sizes.add(size);
      }
      tensor.putArray("data_offsets").add(data.size()).add(data.size() + values.length);
      data.writeBytes(values);
    }

    /** The bytes of the file. */
    public byte[] file(Map<String, String> texts) {
      ObjectNode header = JSON.createObjectNode();
      texts.forEach(header.putObject(METADATA)::put);
      header.setAll(tensors);
      byte[] text = header.toString().getBytes(StandardCharsets.UTF_8);
      int padded = (text.length + 7) / 8 * 8;
      ByteBuffer file =
          ByteBuffer.allocate(8 + padded + data.size()).order(ByteOrder.LITTLE_ENDIAN);
      file.putLong(padded).put(text);
      while (file.position() < 8 + padded) {
        file.put((byte) ' ');
      }
      return file.put(data.toByteArray()).array();
    }
  }
}
