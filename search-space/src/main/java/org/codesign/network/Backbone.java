package org.codesign.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * What every design of a search shares: the stem, the places of the blocks, and the head (global
 * average pooling and a linear classifier).
 *
 * @param input the shape of one image, [1, C, H, W]
 * @param stem the first convolution
 * @param blocks the geometry of each block position, in order
 * @param classes the number of classes
 */
public record Backbone(TensorShape input, Layer stem, List<BlockGeometry> blocks, int classes) {

  public Backbone {
    Objects.requireNonNull(input, "input");
    blocks = List.copyOf(blocks);
    if (blocks.isEmpty() || classes < 2) {
      throw new IllegalArgumentException(
          "A backbone needs at least one block (%d) and two classes (%d)."
              .formatted(blocks.size(), classes));
    }
    TensorShape shape = stem.output();
    for (BlockGeometry block : blocks) {
      if (!block.input().equals(shape)) {
        throw new IllegalArgumentException(
            "A block that reads %s cannot follow an output of %s.".formatted(block.input(), shape));
      }
      shape = block.output();
    }
  }

  /** The pooling layer of the head. */
  public Layer pool() {
    return Layer.globalAveragePool("pool", blocks.get(blocks.size() - 1).output());
  }

  /** The classifier of the head. */
  public Layer classifier() {
    return Layer.linear("classifier", pool().output().channels(), classes);
  }

  /** The layers with weights that every design keeps: the stem and the classifier. */
  public List<Layer> fixedLayers() {
    List<Layer> layers = new ArrayList<>();
    layers.add(stem);
    layers.add(classifier());
    return layers;
  }
}
