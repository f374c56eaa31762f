package org.codesign.distillation;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.codesign.engine.NativeArrays;
import org.codesign.network.TensorShape;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Runs the teacher over a shard of images and writes its activations at every block boundary. */
public final class TeacherActivations {

  private static final int BATCH = 64;

  private final OpenTeacher teacher;

  public TeacherActivations(OpenTeacher teacher) {
    this.teacher = teacher;
  }

  /** The folder of a boundary: 0 is what enters the first block, i what leaves the i-th. */
  public static Path boundaryFolder(Path root, int boundary) {
    return new Path(root, "boundary-%02d".formatted(boundary));
  }

  /** Writes one shard of the first images, {@link ActivationStore#SHARD_IMAGES} each. */
  public void writeShard(ImageBatches images, int total, int shard, Path root, Configuration hadoop)
      throws IOException {
    int first = shard * ActivationStore.SHARD_IMAGES;
    int count = Math.min(ActivationStore.SHARD_IMAGES, total - first);
    List<TensorShape> shapes = teacher.shapes();
    List<ActivationShard.Writer> writers = new ArrayList<>();
    try {
      for (int boundary = 0; boundary < shapes.size(); boundary++) {
        Path path = ActivationStore.shardPath(boundaryFolder(root, boundary), shard);
        writers.add(new ActivationShard.Writer(path, hadoop, shapes.get(boundary), count));
      }
      for (int done = 0; done < count; done += BATCH) {
        INDArray batch = images.load(first + done, Math.min(BATCH, count - done));
        List<float[]> activations = teacher.activations(batch);
        NativeArrays.free(batch);
        for (int boundary = 0; boundary < writers.size(); boundary++) {
          writers.get(boundary).append(activations.get(boundary));
        }
      }
    } finally {
      for (ActivationShard.Writer writer : writers) {
        writer.close();
      }
    }
  }
}
