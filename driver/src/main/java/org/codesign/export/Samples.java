package org.codesign.export;

import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import org.codesign.data.ImageSet;
import org.codesign.integer.TensorFile;
import org.codesign.network.TensorShape;

/**
 * A few images with their labels and the logits that the integer network gives them: what exports
 * are compared on, and what a deployment can be tested with. The arrays are not copied.
 */
public final class Samples {

  /** How many images are kept at most. */
  public static final int MOST = 128;

  private static final String IMAGES = "images";
  private static final String LABELS = "labels";
  private static final String LOGITS = "logits";
  private static final float LARGEST_PIXEL = 255;

  private final TensorShape shape;
  private final byte[] pixels;
  private final int[] labels;

  private Samples(TensorShape shape, byte[] pixels, int[] labels) {
    this.shape = shape;
    this.pixels = pixels;
    this.labels = labels;
  }

  /** The first images of a set. */
  public static Samples of(ImageSet images) {
    int count = Math.min(MOST, images.count());
    int size = Math.toIntExact(images.shape().elements());
    byte[] pixels = new byte[count * size];
    int[] labels = new int[count];
    for (int image = 0; image < count; image++) {
      labels[image] = images.label(image);
      for (int i = 0; i < size; i++) {
        pixels[image * size + i] = (byte) images.pixel(image, i);
      }
    }
    return new Samples(images.shape(), pixels, labels);
  }

  /**
   * Reads a file of samples.
   *
   * @throws IOException with the reason as the rest of a sentence
   */
  public static Samples read(byte[] bytes) throws IOException {
    TensorFile file = TensorFile.read(bytes);
    int[] sizes = file.shape(IMAGES);
    if (sizes.length != 4 || Arrays.stream(sizes).anyMatch(size -> size < 1)) {
      throw new IOException("its images have the sizes " + Arrays.toString(sizes));
    }
    TensorShape shape = TensorShape.image(sizes[1], sizes[2], sizes[3]);
    byte[] pixels = file.bytes(IMAGES);
    int[] labels = file.ints(LABELS);
    if (labels.length != sizes[0] || pixels.length != shape.elements() * labels.length) {
      throw new IOException(
          "it has %d labels and %d pixels for %d images %s"
              .formatted(labels.length, pixels.length, sizes[0], shape));
    }
    return new Samples(shape, pixels, labels);
  }

  /** The file: images [N, C, H, W], labels [N], the integer network's logits [N, classes]. */
  byte[] write(int[] logits) {
    TensorFile.Writer writer = new TensorFile.Writer();
    writer.bytes(IMAGES, pixels, count(), shape.channels(), shape.height(), shape.width());
    writer.ints(LABELS, labels, count());
    writer.ints(LOGITS, logits, count(), logits.length / count());
    return writer.file(Map.of("format", "codesign-samples-1"));
  }

  /** The number of images. */
  public int count() {
    return labels.length;
  }

  /** The shape of an image. */
  public TensorShape shape() {
    return shape;
  }

  /** The pixels, [N, C, H, W], not copied. */
  byte[] pixels() {
    return pixels;
  }

  /** The pixels as numbers in [0, 1]. */
  float[] values() {
    float[] values = new float[pixels.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (pixels[i] & 0xff) / LARGEST_PIXEL;
    }
    return values;
  }
}
