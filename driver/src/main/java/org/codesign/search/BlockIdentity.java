package org.codesign.search;

import org.codesign.network.BlockStructure;
import org.codesign.network.Network;
import org.codesign.task.BlockItem;

/**
 * Block items by their id. The teacher's own blocks come first: they are taken over untrained, so
 * that every position soon has an operator; the others by their work, the heaviest first.
 *
 * @param teacher whose own blocks come first
 */
record BlockIdentity(Network teacher) implements StageJob.ItemIdentity<BlockItem> {

  @Override
  public String id(BlockItem item) {
    return item.id();
  }

  @Override
  public long weight(BlockItem item) {
    BlockStructure own = teacher.blocks().get(item.boundary()).structure();
    return own.equals(item.structure()) ? Long.MAX_VALUE : work(item);
  }

  /** A number that grows with the time that one image takes. */
  static long work(BlockItem item) {
    return item.structure().weightedLayers().stream()
        .mapToLong(layer -> layer.macs() + 10 * layer.output().elements())
        .sum();
  }
}
