package org.codesign.data;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.HexFormat;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * Decodes PNG and JPEG images, told apart by their first bytes, in memory. One decoder is for one
 * thread.
 */
final class ImageDecoder {

  private static final String PNG_MAGIC = "89504e470d0a1a0a";
  private static final String JPEG_MAGIC = "ffd8ff";
  private static final int MAGIC_BYTES = PNG_MAGIC.length() / 2;
  private static final int MARKER = 0xff;
  private static final int START_OF_SCAN = 0xda;
  private static final int END_OF_IMAGE = 0xd9;

  private final ReadLimits limits;
  private final ImageReader png = ImageIO.getImageReadersByFormatName("png").next();
  private final ImageReader jpeg = ImageIO.getImageReadersByFormatName("jpeg").next();

  ImageDecoder(ReadLimits limits) {
    this.limits = limits;
  }

  /**
   * Decodes one image.
   *
   * @throws DataException if it is no PNG or JPEG image, is damaged or has too many pixels
   */
  DecodedImage decode(String name, byte[] encoded) {
    ImageReader reader = reader(name, encoded);
    if (reader == jpeg) {
      requireWholeJpeg(name, encoded);
    }
    try (MemoryCacheImageInputStream stream =
        new MemoryCacheImageInputStream(new ByteArrayInputStream(encoded))) {
      reader.setInput(stream, true, true);
      requireFewPixels(name, reader.getHeight(0), reader.getWidth(0));
      return new DecodedImage(reader.read(0));
    } catch (DataException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      // The readers of the JDK answer damaged bytes with exceptions of many kinds.
      throw new DataException(
          "The image %s cannot be decoded: %s".formatted(name, e.getMessage()), e);
    } finally {
      reader.reset();
    }
  }

  private ImageReader reader(String name, byte[] encoded) {
    int length = Math.min(encoded.length, MAGIC_BYTES);
    String magic = HexFormat.of().formatHex(encoded, 0, length);
    if (magic.equals(PNG_MAGIC)) {
      return png;
    }
    if (magic.startsWith(JPEG_MAGIC)) {
      return jpeg;
    }
    throw new DataException(
        "The image %s begins with the bytes \"%s\", and is neither PNG nor JPEG."
            .formatted(name, magic));
  }

  private void requireFewPixels(String name, int height, int width) {
    if ((long) height * width > limits.imagePixels()) {
      throw new DataException(
          "The image %s has %d x %d pixels, and the limit is %d."
              .formatted(name, height, width, limits.imagePixels()));
    }
  }

  /**
   * Refuses a JPEG image without an end after its last scan. The reader would fill what is missing
   * with grey and say nothing.
   */
  private static void requireWholeJpeg(String name, byte[] encoded) {
    if (lastMarker(encoded, END_OF_IMAGE) < lastMarker(encoded, START_OF_SCAN)) {
      throw new DataException(
          "The JPEG image %s is truncated: after %d bytes its end is missing."
              .formatted(name, encoded.length));
    }
  }

  private static int lastMarker(byte[] encoded, int code) {
    for (int i = encoded.length - 2; i >= 0; i--) {
      if ((encoded[i] & 0xff) == MARKER && (encoded[i + 1] & 0xff) == code) {
        return i;
      }
    }
    return -1;
  }
}
