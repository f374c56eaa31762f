package org.codesign.task;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.codesign.data.DataException;
import org.codesign.sensitivity.BatchNormMatching;
import org.codesign.sensitivity.DistilledImages;
import org.codesign.sensitivity.ImageShard;
import org.codesign.sensitivity.OpenNetwork;

/** Where a task computes a {@link NetworkItem}: the open network, the images, the files. */
public final class NetworkPlace {

  static final String PIXELS = "pixels.f32";

  private final OpenNetwork network;
  private final NetworkTask.Context context;
  private final Map<String, byte[]> files = new LinkedHashMap<>();

  NetworkPlace(OpenNetwork network, NetworkTask.Context context) {
    this.network = network;
    this.context = context;
  }

  OpenNetwork network() {
    return network;
  }

  NetworkSettings settings() {
    return context.settings();
  }

  /** A shard of images, normalised. Distilled ones have the label 0. */
  ImageShard shard(ImageOrigin origin, int index) throws IOException {
    return switch (origin) {
      case DATA -> ShardFile.read(context.images(), index, context.settings());
      case DISTILLED -> distilled(index);
    };
  }

  /** Every so many images of the data, beginning with the given one, in the data's shards. */
  List<ImageShard> subset(int subset, int subsets) throws IOException {
    List<ImageShard> parts = new ArrayList<>();
    for (int i = 0; i < context.settings().shards(); i++) {
      ImageShard shard = shard(ImageOrigin.DATA, i);
      long before = (long) i * context.settings().batch();
      int first = (int) Math.floorMod(subset - before, (long) subsets);
      if (first < shard.count()) {
        parts.add(subsets == 1 ? shard : shard.every(subsets, first));
      }
    }
    return parts;
  }

  /** The figures of an item that was finished before. */
  ItemFigures finished(NetworkItem item) throws IOException {
    return NetworkTask.readRecord(context.store(), item.id());
  }

  /** Makes a batch of images and keeps them beside the record. */
  DistilledImages.Batch distil(int batch) {
    BatchNormMatching matching =
        network
            .batchNorms()
            .orElseThrow(
                () -> new DataException("The network has no batch normalisation to match."));
    NetworkSettings settings = context.settings();
    DistilledImages.Batch made =
        new DistilledImages(matching, settings.distillation())
            .make(
                settings.seed(),
                batch,
                settings.batch(),
                Math.toIntExact(settings.images().elements()));
    float[] values = made.pixels().values();
    ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(values.length, Float.BYTES));
    bytes.asFloatBuffer().put(values);
    files.put(PIXELS, bytes.array());
    return made;
  }

  /** The files that go beside the item's record. */
  Map<String, byte[]> files() {
    return files;
  }

  private ImageShard distilled(int batch) throws IOException {
    byte[] bytes = context.store().read(new NetworkItem.Distilled(batch).id(), PIXELS);
    float[] values = new float[bytes.length / Float.BYTES];
    ByteBuffer.wrap(bytes).asFloatBuffer().get(values);
    int size = Math.toIntExact(context.settings().images().elements());
    return new ImageShard(values, new int[values.length / size]);
  }
}
