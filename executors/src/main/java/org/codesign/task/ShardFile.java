package org.codesign.task;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import org.codesign.data.DataException;
import org.codesign.data.ImageSet;
import org.codesign.data.Normalization;
import org.codesign.sensitivity.ImageShard;

/**
 * A shard of the data as an item of the run directory: unsigned bytes [N, C, H, W] and big-endian
 * labels of four bytes. Tasks read the shard they need and nothing else.
 */
public final class ShardFile {

  private static final String PIXELS = "pixels.u8";
  private static final String LABELS = "labels.i32";

  private ShardFile() {}

  /** The name of a shard's item. */
  public static String id(int shard) {
    return "shard-%05d".formatted(shard);
  }

  /** Writes the images in [first, first + count). */
  public static void write(ItemStore store, int shard, ImageSet images, int first, int count)
      throws IOException {
    int size = Math.toIntExact(images.shape().elements());
    byte[] pixels = new byte[Math.multiplyExact(count, size)];
    ByteBuffer labels = ByteBuffer.allocate(count * Integer.BYTES);
    for (int i = 0; i < count; i++) {
      for (int j = 0; j < size; j++) {
        pixels[i * size + j] = (byte) images.pixel(first + i, j);
      }
      labels.putInt(images.label(first + i));
    }
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put(PIXELS, pixels);
    files.put(LABELS, labels.array());
    store.write(id(shard), files);
  }

  static ImageShard read(ItemStore store, int shard, NetworkSettings settings) throws IOException {
    byte[] pixels = store.read(id(shard), PIXELS);
    ByteBuffer labelBytes = ByteBuffer.wrap(store.read(id(shard), LABELS));
    int count = labelBytes.remaining() / Integer.BYTES;
    int size = Math.toIntExact(settings.images().elements());
    if (pixels.length != (long) count * size) {
      throw new DataException(
          "The pixels (%d) of %s must be %d for each of its %d labels."
              .formatted(pixels.length, id(shard), size, count));
    }
    int[] labels = new int[count];
    labelBytes.asIntBuffer().get(labels);
    return new ImageShard(normalised(pixels, settings.normalization(), size), labels);
  }

  private static float[] normalised(byte[] pixels, Normalization normalization, int size) {
    int plane = size / normalization.means().size();
    float[] values = new float[pixels.length];
    for (int i = 0; i < values.length; i++) {
      int channel = i % size / plane;
      double value = (pixels[i] & 0xff) / 255.0;
      values[i] =
          (float)
              ((value - normalization.mean(channel)) / normalization.standardDeviation(channel));
    }
    return values;
  }
}
