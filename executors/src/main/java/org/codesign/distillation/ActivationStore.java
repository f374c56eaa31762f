package org.codesign.distillation;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
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

  /** Opens the activations of the given number of images. */
  public static ActivationStore open(Path folder, int images, Configuration hadoop)
      throws IOException {
    List<ActivationShard> shards = new ArrayList<>();
    for (int shard = 0; shard < shards(images); shard++) {
      shards.add(ActivationShard.open(shardPath(folder, shard), hadoop));
    }
    ActivationStore store = new ActivationStore(shards);
    if (store.count != images) {
      store.close();
      throw new IOException(
          "The folder %s holds activations of %d images, not of %d."
              .formatted(folder, store.count, images));
    }
    return store;
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
    for (ActivationShard shard : shards) {
      shard.close();
    }
  }
}
