package org.codesign.search;

import org.codesign.task.BlockItem;
import org.codesign.task.Teacher;

/**
 * Block items by their id. Those that need no training come first, the teacher's own blocks among
 * them, so that every position soon has an operator; the others by their work, the heaviest first.
 *
 * @param teacher whose own blocks are taken over untrained
 */
record BlockIdentity(Teacher teacher) implements StageJob.ItemIdentity<BlockItem> {

  @Override
  public String id(BlockItem item) {
    return item.id();
  }

  @Override
  public long weight(BlockItem item) {
    return item.isTrained(teacher) ? work(item) : Long.MAX_VALUE;
  }

  /** A number that grows with the time that one image takes. */
  static long work(BlockItem item) {
    return item.structure().weightedLayers().stream()
        .mapToLong(layer -> layer.macs() + 10 * layer.output().elements())
        .sum();
  }
}
