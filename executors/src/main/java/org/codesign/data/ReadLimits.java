package org.codesign.data;

/**
 * What a file may at most ask for; a file that asks for more is refused before memory is taken.
 *
 * @param decompressedBytes the bytes of one file after decompression
 * @param entries the images of one file, the entries of one archive, or the files of one folder
 * @param encodedImageBytes the bytes of one PNG or JPEG file
 * @param imagePixels height times width of one image
 */
record ReadLimits(long decompressedBytes, int entries, int encodedImageBytes, long imagePixels) {

  static final ReadLimits STANDARD = new ReadLimits(64L << 30, 4_000_000, 32 << 20, 1L << 24);

  ReadLimits {
    if (decompressedBytes < 1 || entries < 1 || encodedImageBytes < 1 || imagePixels < 1) {
      throw new IllegalArgumentException(
          "Each read limit (%d bytes, %d entries, %d bytes an image, %d pixels) must be at least 1."
              .formatted(decompressedBytes, entries, encodedImageBytes, imagePixels));
    }
  }
}
