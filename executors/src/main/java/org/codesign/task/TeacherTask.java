package org.codesign.task;

import java.io.IOException;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.broadcast.Broadcast;
import org.codesign.data.ImageSet;
import org.codesign.distillation.ImageBatches;
import org.codesign.distillation.OpenTeacher;
import org.codesign.distillation.TeacherActivations;

/** Writes the teacher's activations for one shard of images. Sent to executors. */
public final class TeacherTask implements Function<Integer, Integer> {

  private static final long serialVersionUID = 1L;

  /**
   * What all shards share.
   *
   * @param images the training images, of which the first {@code count} are used
   * @param activations the folder to write to
   */
  public record Context(Teacher teacher, ImageSet images, int count, String activations) {}

  private final Broadcast<Context> context;

  public TeacherTask(Broadcast<Context> context) {
    this.context = context;
  }

  @Override
  public Integer call(Integer shard) throws IOException {
    Context shared = context.value();
    Teacher teacher = shared.teacher();
    try (OpenTeacher open = teacher.open()) {
      new TeacherActivations(open)
          .writeShard(
              new ImageBatches(shared.images(), teacher.normalization()),
              shared.count(),
              shard,
              new Path(shared.activations()),
              TaskEnvironment.hadoop());
    }
    return shard;
  }
}
