package org.codesign.search;

import java.util.Map;
import org.codesign.task.BlockRecord;

/**
 * How many images the blocks were trained on, each counted as often as a block has seen it.
 *
 * @param used by the blocks as they are
 * @param whole for training every block to the end
 */
record TrainingImages(long used, long whole) {

  static TrainingImages of(Map<String, Map<String, BlockRecord>> blocks, long whole) {
    long used =
        blocks.values().stream()
            .flatMap(position -> position.values().stream())
            .mapToLong(BlockRecord::trainingImages)
            .sum();
    return new TrainingImages(used, whole);
  }
}
