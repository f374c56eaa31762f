package org.codesign.cost;

import java.util.List;
import org.codesign.network.BlockStructure;
import org.codesign.network.Layer;
import org.codesign.network.Shortcut;
import org.codesign.quantization.BitWidths;

/** The sum over a block's layers, in their order. */
final class BlockCost {

  private BlockCost() {}

  static CostResult of(CostModel model, BlockStructure block, List<BitWidths> bits) {
    if (bits.size() != block.bitSlots()) {
      throw new IllegalArgumentException(
          "A block of %d bit slots cannot take %d bit-widths."
              .formatted(block.bitSlots(), bits.size()));
    }
    if (block.isIdentity()) {
      return LayerCost.ZERO;
    }
    LayerCost sum = LayerCost.ZERO;
    LayerCost slowest = LayerCost.ZERO;
    List<Layer> layers = block.weightedLayers();
    for (int i = 0; i <= layers.size(); i++) {
      CostResult result =
          i < layers.size()
              ? model.cost(layers.get(i), bits.get(block.bitSlot(i)))
              : additionCost(model, block);
      if (!(result instanceof LayerCost cost)) {
        return result;
      }
      slowest = cost.latencyMillis() > slowest.latencyMillis() ? cost : slowest;
      sum = sum.plus(cost);
    }
    return new LayerCost(
        sum.latencyMillis(), sum.energyMicrojoules(), sum.bytesMoved(), slowest.bound());
  }

  private static CostResult additionCost(CostModel model, BlockStructure block) {
    if (block.shortcut() instanceof Shortcut.None) {
      return LayerCost.ZERO;
    }
    Layer last = block.path().get(block.path().size() - 1);
    return model.cost(Layer.add("add", last.output()), BitWidths.EIGHT);
  }
}
