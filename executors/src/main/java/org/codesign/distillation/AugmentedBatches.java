package org.codesign.distillation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.codesign.data.Augmentation;
import org.codesign.data.Permutation;
import org.codesign.data.TaskSeed;
import org.codesign.engine.NativeArrays;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The batches of a training in native memory, augmented and normalised while the one before trains.
 * Two arrays take turns.
 */
final class AugmentedBatches implements AutoCloseable {

  /** One of the two arrays with the images that are in it. */
  // Never compared.
  @SuppressWarnings("ArrayRecordComponent")
  private record Slot(float[] values, INDArray array) {}

  /**
   * Images [N, C, H, W] with their labels as rows of zeros and a one; the labels are the reader's.
   */
  record Batch(INDArray images, INDArray labels) {}

  private final ImageBatches images;
  private final Augmentation augmentation;
  private final ClassifierTraining.Schedule schedule;
  private final int perEpoch;
  private final List<Slot> slots;
  private final Ahead<int[]> ahead;
  private int[] order = new int[0];
  private int step;

  AugmentedBatches(
      ImageBatches images, Augmentation augmentation, ClassifierTraining.Schedule schedule) {
    this.images = images;
    this.augmentation = augmentation;
    this.schedule = schedule;
    this.perEpoch = images.count() / schedule.batch();
    this.slots = List.of(slot(), slot());
    this.ahead = new Ahead<>(0, schedule.epochs() * perEpoch, this::prepare);
  }

  private Slot slot() {
    float[] values = images.values(schedule.batch());
    return new Slot(values, images.array(values, schedule.batch()));
  }

  /** On the second thread. */
  private int[] prepare(int number) {
    int epoch = number / perEpoch;
    int batch = number % perEpoch;
    if (batch == 0) {
      order = Permutation.of(TaskSeed.of(schedule.seed(), epoch, -1), images.count());
    }
    int[] chosen = new int[schedule.batch()];
    System.arraycopy(order, batch * chosen.length, chosen, 0, chosen.length);
    Slot slot = slots.get(number % 2);
    images.augment(chosen, augmentation, schedule.seed(), epoch, slot.values());
    NativeArrays.copy(slot.values(), slot.array());
    return chosen;
  }

  /** The next batch; the images of the one before it are overwritten. */
  Batch next() {
    try {
      int[] chosen = ahead.next();
      INDArray array = slots.get(step++ % 2).array();
      return new Batch(array, images.oneHot(chosen, 0, chosen.length));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    ahead.close();
    slots.forEach(slot -> NativeArrays.free(slot.array()));
  }
}
