package org.codesign.export;

import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;
import org.codesign.data.ImageSet;
import org.codesign.integer.TensorFile;
import org.codesign.network.TensorShape;

/**
 * Images with their labels: what exports are compared on. A few of them are written beside the
 * exports with the logits that the integer network gives them, to test a deployment with. The
 * arrays are not copied.
 */
public final class Samples {

  /** How many images are written at most. */
  public static final int MOST_WRITTEN = 128;

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

  /** The first images of a set, as many as are written. */
  public static Samples first(ImageSet images) {
    return of(images, Math.min(MOST_WRITTEN, images.count()));
  }

  /** All images of a set. */
  public static Samples all(ImageSet images) {
    return of(images, images.count());
  }

  private static Samples of(ImageSet images, int count) {
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

  /**
   * The file of the first images: images [N, C, H, W], labels [N], logits [N, classes].
   *
   * @param logits of the integer network for all images
   */
  byte[] write(int[] logits) {
    int written = Math.min(MOST_WRITTEN, count());
    int size = Math.toIntExact(shape.elements());
    int classes = logits.length / count();
    TensorFile.Writer writer = new TensorFile.Writer();
    writer.bytes(
        IMAGES,
        Arrays.copyOf(pixels, written * size),
        written,
        shape.channels(),
        shape.height(),
        shape.width());
    writer.ints(LABELS, Arrays.copyOf(labels, written), written);
    writer.ints(LOGITS, Arrays.copyOf(logits, written * classes), written, classes);
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

  /** The images as a set, its classes named by their numbers. */
  ImageSet images() {
    int classes = Arrays.stream(labels).max().orElse(0) + 1;
    return new ImageSet(
        shape, pixels, labels, IntStream.range(0, classes).mapToObj(Integer::toString).toList());
  }

  /** The pixels of the images [first, first + count), [N, C, H, W]. */
  byte[] pixels(int first, int count) {
    int size = Math.toIntExact(shape.elements());
    return Arrays.copyOfRange(pixels, first * size, (first + count) * size);
  }

  /** The pixels of these images as numbers in [0, 1]. */
  float[] values(int first, int count) {
    byte[] part = pixels(first, count);
    float[] values = new float[part.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (part[i] & 0xff) / LARGEST_PIXEL;
    }
    return values;
  }

  /** The share of images whose label is the class given for it. */
  double accuracy(int[] classes) {
    int right = 0;
    for (int image = 0; image < labels.length; image++) {
      right += classes[image] == labels[image] ? 1 : 0;
    }
    return (double) right / labels.length;
  }
}
