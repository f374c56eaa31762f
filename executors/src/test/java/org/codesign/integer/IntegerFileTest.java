package org.codesign.integer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IntegerFileTest {

  private final SplittableRandom random = new SplittableRandom(3);

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4, 5, 6, 7, 8})
  void codesTakeTheirBitsAndComeBack(int bits) throws IOException {
    for (int count = 0; count < 40; count++) {
      byte[] codes = new byte[count];
      for (int i = 0; i < count; i++) {
        codes[i] = (byte) random.nextInt(-(1 << (bits - 1)), 1 << (bits - 1));
      }
      byte[] packed = PackedCodes.pack(codes, bits);
      assertThat(packed).hasSize((count * bits + 7) / 8);
      assertThat(PackedCodes.unpack(packed, count, bits, "x")).isEqualTo(codes);
    }
  }

  @Test
  void fourBitsAreHalfAByteLowestFirst() {
    assertThat(PackedCodes.pack(new byte[] {1, -2, 7}, 4))
        .isEqualTo(new byte[] {(byte) 0xe1, 0x07});
  }

  @Test
  void weightsOnDiskTakeTheirBits() throws IOException {
    QuantizedNetwork quantized = new RandomNetworks(5).next();
    TensorFile file = TensorFile.read(IntegerFile.write(IntegerConversion.convert(quantized)));
    for (QuantizedLayer layer : quantized.layers().values()) {
      long bits = layer.layer().weights() * layer.bits().weightBits();
      assertThat(file.bytes(layer.layer().name() + ".weight")).hasSize((int) ((bits + 7) / 8));
      assertThat(file.text("network")).contains("\"weightBits\":" + layer.bits().weightBits());
    }
  }

  @Test
  void otherFilesAreRefusedInOneSentence() {
    byte[] good = IntegerFile.write(IntegerConversion.convert(new RandomNetworks(5).next()));
    assertThatThrownBy(() -> IntegerFile.read(new byte[3], "a file"))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "a file is not an integer network: its header length is -1 in a file of 3 bytes");
    assertThatThrownBy(() -> IntegerFile.read(Arrays.copyOf(good, good.length / 2), "a file"))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("a file is not an integer network: its");
    byte[] other =
        new String(good, StandardCharsets.ISO_8859_1)
            .replace(IntegerFile.FORMAT, "codesign-integer-9")
            .getBytes(StandardCharsets.ISO_8859_1);
    assertThatThrownBy(() -> IntegerFile.read(other, "a file"))
        .hasMessageContaining("its format is 'codesign-integer-9'");
  }

  @Test
  void damageIsAnIoExceptionOrHarmless() {
    byte[] good = IntegerFile.write(IntegerConversion.convert(new RandomNetworks(5).next()));
    for (int i = 0; i < 400; i++) {
      byte[] bad = good.clone();
      bad[random.nextInt(Math.min(bad.length, 6000))] = (byte) random.nextInt(256);
      assertThatCode(
              () -> {
                try {
                  var unused = IntegerFile.read(bad, "bad");
                } catch (IOException e) {
                  assertThat(e.getMessage()).startsWith("bad is not an integer network: ");
                }
              })
          .doesNotThrowAnyException();
    }
  }
}
