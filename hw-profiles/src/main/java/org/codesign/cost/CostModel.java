package org.codesign.cost;

import java.util.List;
import org.codesign.hardware.ResourceUse;
import org.codesign.network.BlockStructure;
import org.codesign.network.Layer;
import org.codesign.network.Shortcut;
import org.codesign.quantization.BitWidths;

/**
 * The cost of a search's layers on one accelerator configuration of one device. The cost of a
 * network is the sum of its layers', each at its place. Immutable, safe for use by several threads,
 * and a pure function of its arguments.
 */
public interface CostModel {

  /** What a layer by itself costs at these bit-widths, or why it cannot run. */
  CostResult cost(Layer layer, BitWidths bits);

  /**
   * What a layer of a block costs at its place in it, at the same bits whatever its neighbours'.
   *
   * @param layer its number among {@link BlockStructure#weightedLayers()}
   */
  CostResult cost(BlockStructure block, int layer, BitWidths bits);

  /**
   * What a layer costs that every design has, with eight bits: on the accelerator, or on the
   * processor beside it where the accelerator has not so many bits.
   */
  CostResult fixedCost(Layer layer);

  /** The device's resources that the accelerator takes, {@link ResourceUse#NONE} on a GPU. */
  ResourceUse resources();

  /** Half the width of the 90 % interval of a network's latency, a natural logarithm. */
  double latencyLogHalfWidth();

  /** Whether the layer's time was measured. */
  boolean isMeasured(Layer layer, BitWidths bits);

  /**
   * What a block costs: its layers with weights, each at the bits of its slot, and the addition of
   * the shortcut, which reads and writes eight-bit activations. The bound is that of the slowest.
   *
   * @param bits the bit-widths of each of the block's slots ({@link BlockStructure#bitSlots()})
   */
  default CostResult cost(BlockStructure block, List<BitWidths> bits) {
    if (bits.size() != block.bitSlots()) {
      throw new IllegalArgumentException(
          "A block of %d bit slots cannot take %d bit-widths."
              .formatted(block.bitSlots(), bits.size()));
    }
    LayerCost sum = LayerCost.ZERO;
    LayerCost slowest = LayerCost.ZERO;
    int layers = block.weightedLayers().size();
    for (int i = 0; i <= layers; i++) {
      CostResult result =
          i < layers ? cost(block, i, bits.get(block.bitSlot(i))) : additionCost(block);
      if (!(result instanceof LayerCost cost)) {
        return result;
      }
      slowest = cost.latencyMillis() > slowest.latencyMillis() ? cost : slowest;
      sum = sum.plus(cost);
    }
    return sum.boundBy(slowest.bound());
  }

  /** What the addition of a block's shortcut costs, if it has one. */
  default CostResult additionCost(BlockStructure block) {
    if (block.isIdentity() || block.shortcut() instanceof Shortcut.None) {
      return LayerCost.ZERO;
    }
    Layer last = block.path().get(block.path().size() - 1);
    return cost(Layer.add("add", last.output()), BitWidths.EIGHT);
  }
}
