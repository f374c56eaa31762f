package org.codesign.task;

import java.util.List;
import java.util.Objects;
import org.codesign.quantization.BitWidths;

/**
 * A design to train and measure.
 *
 * @param id the design's stable name
 * @param blocks what stands at each position
 * @param slots the bit-widths of each block's bit slots
 */
public record FinalistItem(String id, List<BlockItem> blocks, List<List<BitWidths>> slots) {

  public FinalistItem {
    Objects.requireNonNull(id, "id");
    blocks = List.copyOf(blocks);
    slots = slots.stream().map(List::copyOf).toList();
    if (blocks.size() != slots.size()) {
      throw new IllegalArgumentException(
          "The design %s has %d blocks but bit-widths for %d."
              .formatted(id, blocks.size(), slots.size()));
    }
  }
}
