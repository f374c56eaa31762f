package org.codesign.data;

import java.util.BitSet;
import java.util.List;
import org.codesign.network.TensorShape;

/** Decodes images one by one into the bytes of a set; all must be of the first one's shape. */
final class ImageAssembly {

  private final String location;
  private final int count;
  private final ImageDecoder decoder;
  private final BitSet filled = new BitSet();
  private String firstName = "";
  private TensorShape shape = TensorShape.vector(1);
  private byte[] pixels = {};

  ImageAssembly(String location, int count, ReadLimits limits) {
    this.location = location;
    this.count = count;
    this.decoder = new ImageDecoder(limits);
  }

  void put(int place, String name, byte[] encoded) {
    DecodedImage image = decoder.decode(name, encoded);
    if (filled.isEmpty()) {
      firstName = name;
      shape = image.shape();
      pixels = new byte[ImageSet.bytesFor(shape, count)];
    } else if (!shape.equals(image.shape())) {
      throw new DataException(
          "The image %s is %s, and %s is %s; all must be of one size and number of channels."
              .formatted(name, image.shape(), firstName, shape));
    }
    image.copyTo(pixels, place * (pixels.length / count));
    filled.set(place);
  }

  ImageSet finish(int[] labels, List<String> classNames) {
    if (filled.cardinality() != count) {
      throw new DataException(
          "Only %d of %d images of %s are still there; it was changed while it was read."
              .formatted(filled.cardinality(), count, location));
    }
    return new ImageSet(shape, pixels, labels, classNames);
  }
}
