package org.codesign.integer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.codesign.data.Normalization;
import org.codesign.network.TensorShape;
import org.junit.jupiter.api.Test;

class ImageCodesTest {

  @Test
  void aCodeOfOneChannelIsAPixel() {
    Normalization normalization = new Normalization(List.of(0.286), List.of(0.353));
    ImageCodes codes = ImageCodes.of(normalization);
    assertThat(codes.range()).isEqualTo(new CodeRange(-73, 182));
    assertThat(codes.step()).isCloseTo((float) (1 / (255 * 0.353)), within(1e-8f));
    byte[] table = codes.table(normalization);
    for (int pixel = 0; pixel < 256; pixel++) {
      assertThat(table[pixel] & 0xff).isEqualTo(pixel);
    }
    assertThat(codes.signedBits()).isEqualTo(9);
  }

  @Test
  void noPixelOfAnyChannelIsFartherThanAStepFromItsCode() {
    SplittableRandom random = new SplittableRandom(4);
    for (int i = 0; i < 200; i++) {
      List<Double> means = Stream.generate(random::nextDouble).limit(3).toList();
      List<Double> deviations =
          Stream.generate(() -> 0.05 + 0.9 * random.nextDouble()).limit(3).toList();
      Normalization normalization = new Normalization(means, deviations);
      ImageCodes codes = ImageCodes.of(normalization);
      byte[] table = codes.table(normalization);
      for (int at = 0; at < table.length; at++) {
        double value = (at % 256 / 255.0 - means.get(at / 256)) / deviations.get(at / 256);
        double code = (table[at] & 0xff) + codes.range().lowest();
        assertThat(code * codes.step()).isCloseTo(value, within(1.0 * codes.step()));
      }
    }
  }

  @Test
  void blackOrWhiteImagesHaveTheirCodes() {
    assertThat(ImageCodes.of(new Normalization(List.of(0.0), List.of(1.0))).range())
        .isEqualTo(CodeRange.unsigned(8));
    assertThat(ImageCodes.of(new Normalization(List.of(1.0), List.of(1.0))).range())
        .isEqualTo(new CodeRange(-254, 1));
    assertThat(ImageCodes.of(new Normalization(List.of(0.5), List.of(0.25))).range().fitsByte())
        .isTrue();
  }

  @Test
  void aTableHoldsCodesOfItsRangeOnly() {
    IntegerTensor codes =
        new IntegerTensor("codes", TensorShape.image(1, 4, 4), CodeRange.unsigned(4));
    byte[] table = new byte[256];
    table[7] = 16;
    assertThatThrownBy(() -> new Lookup(codes, IntegerNetwork.IMAGE, table))
        .hasMessage("A code (16) of codes must be in [0, 15].");
  }
}
