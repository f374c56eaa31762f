package org.codesign.search;

import org.codesign.network.BlockStructure;
import org.codesign.network.Layer;
import org.codesign.task.BlockItem;
import org.codesign.task.BlockRecord;

/**
 * What a trained block gives and what it costs on any accelerator, as proxies: multiply-accumulates
 * and the elements that its layers write stand for latency and energy, weights for size. Two blocks
 * of which one is smaller in all three may still change places on a certain engine; the elements
 * keep depthwise blocks, which engines run badly, from displacing dense ones.
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

  /** Whether this block costs no more and its error is smaller by more than the margin's share. */
  boolean dominates(BlockWorth other, double margin) {
    return macs <= other.macs
        && weights <= other.weights
        && elements <= other.elements
        && error < (1 - margin) * other.error;
  }
}
