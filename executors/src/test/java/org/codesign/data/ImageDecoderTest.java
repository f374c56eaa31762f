package org.codesign.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.codesign.network.TensorShape;
import org.junit.jupiter.api.Test;

class ImageDecoderTest {

  private final ImageDecoder decoder = new ImageDecoder(ReadLimits.STANDARD);

  private int[] pixels(byte[] encoded) {
    DecodedImage image = decoder.decode("a.png", encoded);
    byte[] target = new byte[(int) image.shape().elements() + 1];
    image.copyTo(target, 1);
    int[] pixels = new int[target.length - 1];
    Arrays.setAll(pixels, i -> target[i + 1] & 0xff);
    return pixels;
  }

  @Test
  void writesColourAsPlanesOfRedGreenBlue() {
    BufferedImage image = DataFiles.filled(2, 1, BufferedImage.TYPE_INT_RGB, 0x0a0b0c);
    image.setRGB(1, 0, 0xffc80001);
    assertThat(pixels(DataFiles.encode(image, "png"))).containsExactly(10, 200, 11, 0, 12, 1);
  }

  @Test
  void leavesOutAlpha() {
    BufferedImage image = new BufferedImage(1, 1, BufferedImage.TYPE_INT_ARGB);
    image.setRGB(0, 0, 0x40102030);
    assertThat(pixels(DataFiles.encode(image, "png"))).containsExactly(16, 32, 48);
  }

  @Test
  void readsPalettesAsColour() {
    BufferedImage image = DataFiles.filled(1, 1, BufferedImage.TYPE_BYTE_INDEXED, 0xff0000);
    assertThat(pixels(DataFiles.encode(image, "png"))).containsExactly(255, 0, 0);
  }

  @Test
  void readsGreySamplesUnchanged() {
    BufferedImage image = new BufferedImage(256, 1, BufferedImage.TYPE_BYTE_GRAY);
    BufferedImage deep = new BufferedImage(256, 1, BufferedImage.TYPE_USHORT_GRAY);
    int[] expected = new int[256];
    for (int i = 0; i < 256; i++) {
      expected[i] = i;
      image.getRaster().setSample(i, 0, 0, i);
      deep.getRaster().setSample(i, 0, 0, i << 8 | 0x7f);
    }
    assertThat(pixels(DataFiles.encode(image, "png"))).isEqualTo(expected);
    assertThat(pixels(DataFiles.encode(deep, "png"))).isEqualTo(expected);
  }

  @Test
  void readsJpegOfOneAndThreeChannels() {
    BufferedImage grey = DataFiles.filled(8, 8, BufferedImage.TYPE_BYTE_GRAY, 0x808080);
    BufferedImage colour = DataFiles.filled(8, 8, BufferedImage.TYPE_INT_RGB, 0xf01020);
    assertThat(decoder.decode("g.jpg", DataFiles.encode(grey, "jpg")).shape())
        .isEqualTo(TensorShape.image(1, 8, 8));
    int[] pixels = pixels(DataFiles.encode(colour, "jpg"));
    assertThat(pixels).hasSize(192);
    assertThat(pixels[0]).isBetween(0xee, 0xf2);
    assertThat(pixels[64]).isBetween(0x0e, 0x12);
    assertThat(pixels[191]).isBetween(0x1e, 0x22);
  }

  @Test
  void rejectsEveryTruncatedJpeg() {
    byte[] encoded = DataFiles.encode(noise(), "jpg");
    for (int length = 0; length < encoded.length; length++) {
      byte[] cut = Arrays.copyOf(encoded, length);
      assertThatThrownBy(() -> decoder.decode("cut.jpg", cut))
          .isInstanceOf(DataException.class)
          .hasMessageContaining("mage cut.jpg ");
    }
  }

  /** All pixels are there before the sums and the end chunk, without which a PNG is still read. */
  @Test
  void rejectsEveryTruncatedPngWithoutAllItsPixels() {
    byte[] encoded = DataFiles.encode(noise(), "png");
    int[] whole = pixels(encoded);
    int refused = 0;
    for (int length = 0; length < encoded.length; length++) {
      try {
        assertThat(pixels(Arrays.copyOf(encoded, length))).isEqualTo(whole);
      } catch (DataException e) {
        assertThat(e).hasMessageContaining("The image a.png ");
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(encoded.length - 32);
  }

  private static BufferedImage noise() {
    BufferedImage image = new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB);
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 64; i++) {
      image.setRGB(i % 8, i / 8, random.nextInt());
    }
    return image;
  }

  @Test
  void rejectsManyPixelsBeforeDecoding() {
    BufferedImage image = DataFiles.filled(4, 4, BufferedImage.TYPE_INT_RGB, 0);
    byte[] encoded = DataFiles.encode(image, "png");
    // The width is the number at byte 16 of a PNG; the reader does not check the chunk's sum.
    encoded[16] = 0x10;
    assertThatThrownBy(() -> decoder.decode("wide.png", encoded))
        .isInstanceOf(DataException.class)
        .hasMessage("The image wide.png has 4 x 268435460 pixels, and the limit is 16777216.");
  }

  @Test
  void survivesRandomDamage() {
    byte[] encoded = DataFiles.encode(DataFiles.filled(8, 8, 1, 0x123456), "jpg");
    for (int i = 0; i < encoded.length; i++) {
      byte[] damaged = encoded.clone();
      damaged[i] ^= (byte) 0xa5;
      try {
        assertThat(decoder.decode("damaged.jpg", damaged).shape().batch()).isEqualTo(1);
      } catch (DataException e) {
        assertThat(e).hasMessageContaining("damaged.jpg");
      }
    }
    assertThat(decoder.decode("whole.jpg", encoded).shape()).isEqualTo(TensorShape.image(3, 8, 8));
  }
}
