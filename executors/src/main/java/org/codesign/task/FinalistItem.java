package org.codesign.task;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.codesign.network.Backbone;
import org.codesign.network.BlockStructure;
import org.codesign.network.Layer;
import org.codesign.network.Network;
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

  /** The design's network on the backbone that all designs share. */
  public Network network(Backbone backbone) {
    return new Network(
        backbone,
        blocks.stream()
            .map(block -> new Network.NamedBlock(block.position(), block.structure()))
            .toList());
  }

  /** The bit-widths of each layer by full name; the layers that all designs share keep eight. */
  public Map<String, BitWidths> bits(Network network) {
    Map<String, BitWidths> bits = new LinkedHashMap<>();
    network.backbone().fixedLayers().forEach(layer -> bits.put(layer.name(), BitWidths.EIGHT));
    for (int i = 0; i < blocks.size(); i++) {
      BlockStructure structure = blocks.get(i).structure();
      List<Layer> layers = network.blocks().get(i).namedLayers();
      for (int j = 0; j < layers.size(); j++) {
        bits.put(layers.get(j).name(), slots.get(i).get(structure.bitSlot(j)));
      }
    }
    return bits;
  }
}
