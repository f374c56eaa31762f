package org.codesign.distillation;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.codesign.network.TensorShape;

/**
 * The teacher's activations at one block boundary, in shards of {@value #SHARD_IMAGES} images under
 * a folder. Shards are work items of their own and depend on nothing but their images. Not
 * thread-safe.
 */
public final class ActivationStore implements ActivationSource, Closeable {

  /** The images of every shard but the last. */
  public static final int SHARD_IMAGES = 1024;

  private final List<ActivationShard> shards;
  private final int count;
  private byte[] buffer = new byte[0];

  private ActivationStore(List<ActivationShard> shards) {
    this.shards = List.copyOf(shards);
    this.count = shards.stream().mapToInt(ActivationShard::images).sum();
  }

  /** The number of shards for this many images. */
  public static int shards(int images) {
    return (images + SHARD_IMAGES - 1) / SHARD_IMAGES;
  }

  /** The file of a shard. */
  public static Path shardPath(Path folder, int shard) {
    return new Path(folder, "shard-%05d.bin".formatted(shard));
  }

  /**
   * Opens the activations of the given number of images.
   *
   * @throws IOException if a shard is missing or damaged or not of these images
   */
  public static ActivationStore open(Path folder, int images, Configuration hadoop)
      throws IOException {
    if (images < 1) {
      throw new IllegalArgumentException(
          "The images (" + images + ") of an activation store must be at least 1.");
    }
    List<ActivationShard> shards = new ArrayList<>();
    try {
      for (int shard = 0; shard < shards(images); shard++) {
        Path path = shardPath(folder, shard);
        shards.add(ActivationShard.open(path, hadoop));
        int expected = Math.min(SHARD_IMAGES, images - shard * SHARD_IMAGES);
        requireLike(shards.get(0), shards.get(shard), expected, path);
      }
    } catch (IOException e) {
      closeAll(shards);
      throw e;
    }
    return new ActivationStore(shards);
  }

  private static void requireLike(
      ActivationShard first, ActivationShard shard, int images, Path path) throws IOException {
    if (shard.images() != images || !shard.shape().equals(first.shape())) {
      throw new IOException(
          "The file %s must hold activations of %d images %s, not of %d images %s."
              .formatted(path, images, first.shape(), shard.images(), shard.shape()));
    }
  }

  private static void closeAll(List<ActivationShard> shards) throws IOException {
    for (ActivationShard shard : shards) {
      shard.close();
    }
  }

  @Override
  public int count() {
    return count;
  }

  @Override
  public TensorShape shape() {
    return shards.get(0).shape();
  }

  @Override
  public void read(int first, int images, float[] target) throws IOException {
    Objects.checkFromIndexSize(first, images, count);
    int perImage = Math.toIntExact(shape().elements());
    int needed = 2 * perImage * Math.min(images, SHARD_IMAGES);
    if (buffer.length < needed) {
      buffer = new byte[needed];
    }
    for (int done = 0; done < images; ) {
      int image = first + done;
      ActivationShard shard = shards.get(image / SHARD_IMAGES);
      int within = image % SHARD_IMAGES;
      int part = Math.min(images - done, shard.images() - within);
      shard.read(within, part, target, done * perImage, buffer);
      done += part;
    }
  }

  @Override
  public void close() throws IOException {
    closeAll(shards);
  }
}
