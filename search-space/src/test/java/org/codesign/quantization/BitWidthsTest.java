package org.codesign.quantization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BitWidthsTest {

  @Test
  void labelsAndOrdersByWeightsThenActivations() {
    List<BitWidths> sorted =
        Stream.of(new BitWidths(4, 2), new BitWidths(2, 8), new BitWidths(4, 8)).sorted().toList();
    assertThat(sorted).extracting(BitWidths::label).containsExactly("w2a8", "w4a2", "w4a8");
    assertThat(BitWidths.EIGHT.label()).isEqualTo("w8a8");
  }

  @Test
  void acceptsTwoToEightBits() {
    for (int bits = 2; bits <= 8; bits++) {
      assertThat(new BitWidths(bits, 10 - bits).weightBits()).isEqualTo(bits);
    }
  }

  @Test
  void rejectsBitsOutsideTwoToEight() {
    for (int bits : new int[] {-1, 0, 1, 9, 32}) {
      assertThatThrownBy(() -> new BitWidths(bits, 8))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("The weight bits (" + bits + ") must be in [2, 8].");
      assertThatThrownBy(() -> new BitWidths(8, bits))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("The activation bits (" + bits + ") must be in [2, 8].");
    }
  }
}
