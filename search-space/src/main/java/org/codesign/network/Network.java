package org.codesign.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * A whole network as shapes: the backbone with a block at each position. Layer names are {@code
 * stem}, {@code <position>.<layer>} and {@code classifier}.
 */
public record Network(Backbone backbone, List<NamedBlock> blocks) {

  /** A block under the name of its position. */
  public record NamedBlock(String position, BlockStructure structure) {
    public NamedBlock {
      Objects.requireNonNull(position, "position");
      Objects.requireNonNull(structure, "structure");
    }

    /** The full name of one of the block's layers. */
    public String layerName(Layer layer) {
      return position + "." + layer.name();
    }

    /** The layers with weights under their full names. */
    public List<Layer> namedLayers() {
      return structure.weightedLayers().stream()
          .map(layer -> layer.withName(layerName(layer)))
          .toList();
    }
  }

  public Network {
    blocks = List.copyOf(blocks);
    if (blocks.size() != backbone.blocks().size()) {
      throw new IllegalArgumentException(
          "A network on this backbone needs %d blocks, not %d."
              .formatted(backbone.blocks().size(), blocks.size()));
    }
  }

  /** All layers with weights under their full names, in the order of the data. */
  public List<Layer> weightedLayers() {
    List<Layer> layers = new ArrayList<>();
    layers.add(backbone.stem());
    blocks.forEach(block -> layers.addAll(block.namedLayers()));
    layers.add(backbone.classifier());
    return layers;
  }

  /** The number of weights without biases. */
  public long weights() {
    return weightedLayers().stream().mapToLong(Layer::weights).sum();
  }
}
