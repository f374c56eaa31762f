package org.codesign.task;

import java.util.Objects;
import org.codesign.network.Layer;

/**
 * What the search keeps of a block's training.
 *
 * @param heldOutError the normalised squared error on held-out images; 0 for a failed block
 * @param trainingError the same over the last epoch of training; 0 for a failed block
 * @param weights the number of weights without biases
 * @param trainingImages how many images the block was trained on, each counted as often as it was
 *     seen; 0 for a block that was taken over or needs no training
 * @param failure why the block cannot be used; empty if it can
 */
public record BlockRecord(
    String position,
    String operator,
    double heldOutError,
    double trainingError,
    long weights,
    long trainingImages,
    String failure)
    implements ItemRecord {

  public BlockRecord {
    Objects.requireNonNull(position, "position");
    Objects.requireNonNull(operator, "operator");
    Objects.requireNonNull(failure, "failure");
  }

  /** A block that cannot be used, and why. */
  public static BlockRecord failed(BlockItem item, String failure) {
    long weights = item.structure().weightedLayers().stream().mapToLong(Layer::weights).sum();
    return new BlockRecord(item.position(), item.operator().label(), 0, 0, weights, 0, failure);
  }

  /** Whether the block was trained. */
  public boolean trained() {
    return failure.isEmpty();
  }
}
