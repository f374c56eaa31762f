package org.codesign.data;

import java.util.List;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.codesign.network.TensorShape;

/** Reads {@link IdxSource}: the labels first, then the chosen images. */
final class IdxReader {

  private static final int LABELS_MAGIC = 0x801;
  private static final int IMAGES_MAGIC = 0x803;
  private static final int LARGEST_SIDE = 1 << 16;

  private final ReadLimits limits;
  private final Configuration configuration;

  IdxReader(ReadLimits limits, Configuration configuration) {
    this.limits = limits;
    this.configuration = configuration;
  }

  ImageSet read(IdxSource source, ClassLimit limit) {
    int[] labels = readLabels(source);
    List<String> classNames = classNames(source, labels);
    int[] chosen = limit.choose(labels, classNames.size());
    DataFile file = DataFile.findFile(source.images(), configuration);
    try (DataReader reader = file.reader(limits)) {
      requireMagic(reader, file, IMAGES_MAGIC, "images");
      int count = readSize(reader, file, "images", limits.entries());
      TensorShape shape =
          TensorShape.image(
              1,
              readSize(reader, file, "rows", LARGEST_SIDE),
              readSize(reader, file, "columns", LARGEST_SIDE));
      if (count != labels.length) {
        throw new DataException(
            "The images (%d) of %s must be as many as the labels (%d) of %s."
                .formatted(count, source.images(), labels.length, source.labels()));
      }
      reader.requirePossible(Math.multiplyExact(shape.elements(), (long) count));
      byte[] pixels = readPixels(reader, shape, chosen);
      if (chosen.length == count) {
        reader.requireEnd();
      }
      int[] chosenLabels = IntStream.of(chosen).map(i -> labels[i]).toArray();
      return new ImageSet(shape, pixels, chosenLabels, classNames);
    }
  }

  private int[] readLabels(IdxSource source) {
    DataFile file = DataFile.findFile(source.labels(), configuration);
    try (DataReader reader = file.reader(limits)) {
      requireMagic(reader, file, LABELS_MAGIC, "labels");
      int count = readSize(reader, file, "labels", limits.entries());
      reader.requirePossible(count);
      byte[] bytes = new byte[count];
      reader.readExactly(bytes, 0, count);
      reader.requireEnd();
      return IntStream.range(0, count).map(i -> bytes[i] & 0xff).toArray();
    }
  }

  private static List<String> classNames(IdxSource source, int[] labels) {
    if (source.classNames().isEmpty()) {
      int largest = IntStream.of(labels).max().orElseThrow();
      return IntStream.rangeClosed(0, largest).mapToObj(Integer::toString).toList();
    }
    int classes = source.classNames().size();
    for (int i = 0; i < labels.length; i++) {
      if (labels[i] >= classes) {
        throw new DataException(
            "The label (%d) of image %d in %s must be below the number of classes (%d)."
                .formatted(labels[i], i, source.labels(), classes));
      }
    }
    return source.classNames();
  }

  private static byte[] readPixels(DataReader reader, TensorShape shape, int[] chosen) {
    byte[] pixels = new byte[ImageSet.bytesFor(shape, chosen.length)];
    int size = (int) shape.elements();
    int next = 0;
    for (int i = 0; i < chosen.length; i++) {
      reader.skipExactly((long) (chosen[i] - next) * size);
      reader.readExactly(pixels, i * size, size);
      next = chosen[i] + 1;
    }
    return pixels;
  }

  private static void requireMagic(DataReader reader, DataFile file, int expected, String what) {
    int magic = reader.readInt();
    if (magic != expected) {
      throw new DataException(
          "The file %s begins with 0x%08x, where an IDX file of %s begins with 0x%08x."
              .formatted(file.location(), magic, what, expected));
    }
  }

  private static int readSize(DataReader reader, DataFile file, String what, int largest) {
    int size = reader.readInt();
    if (size < 1 || size > largest) {
      throw new DataException(
          "The number of %s (%d) in the header of %s must be in [1, %d]."
              .formatted(what, Integer.toUnsignedLong(size), file.location(), largest));
    }
    return size;
  }
}
