package org.codesign.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.codesign.network.Layer;
import org.codesign.network.TensorShape;
import org.codesign.network.Window;
import org.junit.jupiter.api.Test;

class SafeTensorsTest {

  private static final TensorShape SHAPE = TensorShape.image(4, 5, 5);
  private static final List<Layer> LAYERS =
      List.of(
          Layer.convolution("conv", SHAPE, 6, Window.same(3, 1)),
          Layer.convolution("dw", SHAPE, 4, Window.depthwise(5, 1, 4)),
          Layer.linear("classifier", 4, 3));

  private final NetworkWeights weights = GraphsTest.randomWeights(LAYERS, new SplittableRandom(8));
  private final byte[] file = SafeTensors.write(LAYERS, weights);

  @Test
  void readsBackWhatWasWritten() throws IOException {
    NetworkWeights found = SafeTensors.read(file, LAYERS, "weights");
    assertThat(found.names()).containsExactly("conv", "dw", "classifier");
    for (Layer layer : LAYERS) {
      LayerWeights expected = weights.layer(layer.name());
      assertThat(found.layer(layer.name()).weights()).containsExactly(expected.weights());
      assertThat(found.layer(layer.name()).bias()).containsExactly(expected.bias());
    }
  }

  @Test
  void theSameWeightsGiveTheSameBytes() throws IOException {
    NetworkWeights again = SafeTensors.read(file, LAYERS, "weights");
    assertThat(SafeTensors.write(LAYERS, again)).isEqualTo(file);
  }

  @Test
  void theLayoutIsThatOfTheFormat() throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    int length = Math.toIntExact(bytes.getLong());
    assertThat(length % 8).isZero();
    JsonNode header = new ObjectMapper().readTree(new String(file, 8, length, UTF_8));
    assertThat(header.fieldNames())
        .toIterable()
        .containsExactly(
            "conv.weight",
            "conv.bias",
            "dw.weight",
            "dw.bias",
            "classifier.weight",
            "classifier.bias");
    assertThat(header.path("conv.weight"))
        .hasToString("{\"dtype\":\"F32\",\"shape\":[6,4,3,3],\"data_offsets\":[0,864]}");
    assertThat(header.path("conv.bias"))
        .hasToString("{\"dtype\":\"F32\",\"shape\":[6],\"data_offsets\":[864,888]}");
    assertThat(header.path("dw.weight").path("shape")).hasToString("[4,1,5,5]");
    assertThat(header.path("classifier.weight").path("shape")).hasToString("[3,4]");
    for (Layer layer : LAYERS) {
      LayerWeights expected = weights.layer(layer.name());
      assertThat(values(header, layer.name() + ".weight")).containsExactly(expected.weights());
      assertThat(values(header, layer.name() + ".bias")).containsExactly(expected.bias());
    }
    assertThat(header.path("classifier.bias").path("data_offsets").path(1).asInt())
        .isEqualTo(file.length - 8 - length);
  }

  /** The floats where the header says that they are. */
  private float[] values(JsonNode header, String tensor) {
    ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    int start = 8 + Math.toIntExact(bytes.getLong(0));
    int from = header.path(tensor).path("data_offsets").path(0).asInt();
    int to = header.path(tensor).path("data_offsets").path(1).asInt();
    float[] values = new float[(to - from) / 4];
    for (int i = 0; i < values.length; i++) {
      values[i] = bytes.getFloat(start + from + 4 * i);
    }
    return values;
  }

  @Test
  void otherTensorsAreLeftAlone() throws IOException {
    List<Layer> one = LAYERS.subList(1, 2);
    assertThat(SafeTensors.read(file, one, "weights").names()).containsExactly("dw");
  }

  @Test
  void rejectsAFileCutOffAnywhere() {
    for (int length = 0; length < file.length; length++) {
      byte[] cut = Arrays.copyOf(file, length);
      assertThatThrownBy(() -> SafeTensors.read(cut, LAYERS, "cut.safetensors"))
          .as("%d bytes", length)
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith("cut.safetensors ")
          .hasMessageContaining(length < headerEnd() ? "header length" : "truncated or damaged");
    }
  }

  private int headerEnd() {
    return 8 + Math.toIntExact(ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getLong(0));
  }

  @Test
  void changedBytesAreReadOrRejectedInOneSentence() {
    SplittableRandom random = new SplittableRandom(3);
    for (int i = 0; i < 5_000; i++) {
      byte[] damaged = file.clone();
      int place = random.nextInt(random.nextBoolean() ? headerEnd() : file.length);
      damaged[place] = (byte) random.nextInt(256);
      try {
        assertThat(SafeTensors.read(damaged, LAYERS, "damaged").names()).hasSize(3);
      } catch (IOException e) {
        assertThat(e).hasMessageStartingWith("damaged ");
      }
    }
  }

  @Test
  void rejectsHeadersOfImpossibleLength() {
    for (long length : new long[] {0, 1, -1, Long.MIN_VALUE, 1L << 25, Long.MAX_VALUE}) {
      byte[] damaged = file.clone();
      ByteBuffer.wrap(damaged).order(ByteOrder.LITTLE_ENDIAN).putLong(length);
      rejects(
          damaged,
          "w is not a safetensors file: its header length is %d in a file of %d bytes."
              .formatted(length, file.length));
    }
    byte[] long32 = new byte[(1 << 24) + 100];
    ByteBuffer.wrap(long32).order(ByteOrder.LITTLE_ENDIAN).putLong((1 << 24) + 1);
    rejects(
        long32,
        "w is not a safetensors file: its header length is 16777217 in a file of 16777316 bytes.");
  }

  @Test
  void rejectsHeadersThatAreNotJson() {
    rejects(withHeader("{\"conv.weight\": "), "w has a damaged safetensors header.");
    rejects(withHeader("[".repeat(100_000)), "w has a damaged safetensors header.");
    String missing = "w must hold the tensor conv.weight as F32 of shape [6, 4, 3, 3], ";
    for (String header : List.of("{}", "[]", "null", "12", "\"F32\"", "   ")) {
      rejects(withHeader(header), missing + "not nothing of shape [].");
    }
  }

  @Test
  void rejectsOtherTypesAndShapes() {
    String start = "w must hold the tensor conv.weight as F32 of shape [6, 4, 3, 3], not ";
    rejects(
        withHeader(tensor("F16", "[6,4,3,3]", "[0,864]")), start + "F16 of shape [6, 4, 3, 3].");
    rejects(withHeader(tensor("F32", "[6,36]", "[0,864]")), start + "F32 of shape [6, 36].");
    rejects(
        withHeader(tensor("F32", "[-6,4,3,3]", "[0,864]")), start + "F32 of shape [-6, 4, 3, 3].");
    rejects(
        withHeader(tensor("F32", "[6,4,3,3.5]", "[0,864]")), start + "F32 of shape [6, 4, 3, -1].");
    rejects(
        withHeader(tensor("F32", "[4294967302,4,3,3]", "[0,864]")),
        start + "F32 of shape [4294967302, 4, 3, 3].");
    rejects(withHeader(tensor("F32", "864", "[0,864]")), start + "F32 of shape [].");
  }

  @Test
  void rejectsTensorsOutsideTheFile() {
    List<String> offsets =
        List.of(
            "[0,868]",
            "[4,864]",
            "[864,0]",
            "[-4,860]",
            "[4000000,4000864]",
            "[9223372036854775807,-9223372036854774945]",
            "[9223372036854775000,9223372036854775807]",
            "[18446744073709551616,18446744073709552480]",
            "[0.5,864.5]",
            "[\"0\",\"864\"]",
            "[]",
            "{}",
            "[0]");
    for (String offset : offsets) {
      assertThatThrownBy(
              () -> SafeTensors.read(withHeader(tensor("F32", "[6,4,3,3]", offset)), LAYERS, "w"))
          .as(offset)
          .isInstanceOf(IOException.class)
          .hasMessageMatching(
              "w places the tensor conv.weight at bytes -?\\d+ to -?\\d+ of 2000: the file is"
                  + " truncated or damaged\\.");
    }
  }

  @Test
  void rejectsValuesThatAreNotFinite() {
    for (float value : new float[] {Float.NaN, Float.NEGATIVE_INFINITY}) {
      byte[] damaged = file.clone();
      ByteBuffer.wrap(damaged)
          .order(ByteOrder.LITTLE_ENDIAN)
          .putFloat(headerEnd() + 864 + 8, value);
      rejects(damaged, "w holds a value that is not finite in conv.bias.");
    }
  }

  private static String tensor(String type, String shape, String offsets) {
    return "{\"conv.weight\":{\"dtype\":\"%s\",\"shape\":%s,\"data_offsets\":%s}}"
        .formatted(type, shape, offsets);
  }

  /** A file of this header and 2,000 bytes of zeros. */
  private static byte[] withHeader(String header) {
    byte[] text = header.getBytes(UTF_8);
    ByteBuffer bytes = ByteBuffer.allocate(8 + text.length + 2_000).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(text.length).put(text);
    return bytes.array();
  }

  private static void rejects(byte[] bytes, String message) {
    assertThatThrownBy(() -> SafeTensors.read(bytes, LAYERS, "w"))
        .isInstanceOf(IOException.class)
        .hasMessage(message);
  }
}
