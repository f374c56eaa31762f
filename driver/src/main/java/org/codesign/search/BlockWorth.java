package org.codesign.search;

import java.util.List;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.codesign.network.BlockStructure;
import org.codesign.network.Layer;
import org.codesign.task.BlockItem;
import org.codesign.task.BlockRecord;

/**
 * What a trained block gives and what it costs on any accelerator, as proxies: multiply-accumulates
 * and the elements that its layers write stand for latency and energy, weights for size. Two blocks
 * of which one is smaller in all three may still change places on a certain engine.
 *
 * @param error the normalised squared error on held-out images
 */
record BlockWorth(double error, long macs, long weights, long elements) {

  static BlockWorth of(BlockItem item, BlockRecord record) {
    BlockStructure structure = item.structure();
    return new BlockWorth(
        record.heldOutError(),
        structure.weightedLayers().stream().mapToLong(Layer::macs).sum(),
        weights(item),
        structure.weightedLayers().stream().mapToLong(layer -> layer.output().elements()).sum());
  }

  /** The number of weights without biases. */
  static long weights(BlockItem item) {
    return item.structure().weightedLayers().stream().mapToLong(Layer::weights).sum();
  }

  /**
   * Whether one of the costs has a rate at which no other block of the position is the better
   * bargain: a lambda of at least 0 with (1 - margin) error + lambda cost at most the other's error
   * + lambda cost. The error of a network is close to the sum of those of its blocks, and so are
   * its costs; the front of such a sum over many positions keeps close to what the bargains of each
   * span (the theorem of Shapley and Folkman, in Starr, "Quasi-equilibria in markets with
   * non-convex preferences", Econometrica 37, 1969).
   */
  boolean isBargain(List<BlockWorth> others, double margin) {
    return Stream.<ToLongFunction<BlockWorth>>of(
            BlockWorth::macs, BlockWorth::weights, BlockWorth::elements)
        .anyMatch(cost -> hasRate(others, margin, cost));
  }

  private boolean hasRate(List<BlockWorth> others, double margin, ToLongFunction<BlockWorth> cost) {
    double least = 0;
    double most = Double.POSITIVE_INFINITY;
    for (BlockWorth other : others) {
      double worse = (1 - margin) * error - other.error;
      double saved = (double) cost.applyAsLong(other) - cost.applyAsLong(this);
      if (saved > 0) {
        least = Math.max(least, worse / saved);
      } else if (saved < 0) {
        most = Math.min(most, worse / saved);
      } else if (worse > 0) {
        return false;
      }
    }
    return least <= most;
  }
}
