package org.codesign.data;

import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.codesign.network.TensorShape;

/**
 * Reads {@link CifarBinarySource} in two passes: one over all records for the labels, which also
 * finds truncated files, one for the pixels of the chosen images.
 */
final class CifarReader {

  private static final TensorShape SHAPE = TensorShape.image(3, 32, 32);
  private static final int IMAGE_BYTES = (int) SHAPE.elements();
  private static final int RECORD_BYTES = 1 + IMAGE_BYTES;
  private static final List<String> CLASS_NAMES =
      List.of(
          "airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck");

  private final ReadLimits limits;
  private final Configuration configuration;

  CifarReader(ReadLimits limits, Configuration configuration) {
    this.limits = limits;
    this.configuration = configuration;
  }

  ImageSet read(CifarBinarySource source, ClassLimit limit) {
    List<DataFile> files =
        source.files().stream().map(file -> DataFile.findFile(file, configuration)).toList();
    List<byte[]> labelsOfFiles = files.stream().map(this::readLabels).toList();
    int[] labels =
        labelsOfFiles.stream()
            .flatMapToInt(bytes -> IntStream.range(0, bytes.length).map(i -> bytes[i]))
            .toArray();
    int[] chosen = limit.choose(labels, CLASS_NAMES.size());
    byte[] pixels = new byte[ImageSet.bytesFor(SHAPE, chosen.length)];
    int first = 0;
    int done = 0;
    for (int i = 0; i < files.size(); i++) {
      int end = first + labelsOfFiles.get(i).length;
      done = readPixels(files.get(i), first, end, new Chosen(chosen, pixels), done);
      first = end;
    }
    return new ImageSet(
        SHAPE, pixels, IntStream.of(chosen).map(i -> labels[i]).toArray(), CLASS_NAMES);
  }

  private byte[] readLabels(DataFile file) {
    ByteArrayOutputStream labels = new ByteArrayOutputStream();
    byte[] record = new byte[RECORD_BYTES];
    try (DataReader reader = file.reader(limits)) {
      int read;
      while ((read = reader.readUpTo(record, 0, RECORD_BYTES)) == RECORD_BYTES) {
        if (record[0] < 0 || record[0] >= CLASS_NAMES.size()) {
          throw new DataException(
              "The label (%d) of image %d in %s must be below the number of classes (%d)."
                  .formatted(record[0] & 0xff, labels.size(), file.location(), CLASS_NAMES.size()));
        }
        labels.write(record[0]);
      }
      if (read > 0) {
        throw new DataException(
            "The file %s ends after %d of the %d bytes of image %d."
                .formatted(file.location(), read, RECORD_BYTES, labels.size()));
      }
    }
    if (labels.size() == 0) {
      throw new DataException("The file %s holds no image.".formatted(file.location()));
    }
    return labels.toByteArray();
  }

  /** Reads the chosen images of one file, which holds the images [first, end) of the source. */
  private int readPixels(DataFile file, int first, int end, Chosen images, int done) {
    int place = done;
    int next = first;
    try (DataReader reader = file.reader(limits)) {
      while (place < images.indices.length && images.indices[place] < end) {
        int index = images.indices[place];
        reader.skipExactly((long) (index - next) * RECORD_BYTES + 1);
        reader.readExactly(images.pixels, place * IMAGE_BYTES, IMAGE_BYTES);
        next = index + 1;
        place++;
      }
    }
    return place;
  }

  private static final class Chosen {
    private final int[] indices;
    private final byte[] pixels;

    Chosen(int[] indices, byte[] pixels) {
      this.indices = indices;
      this.pixels = pixels;
    }
  }
}
