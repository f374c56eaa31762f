package org.codesign.cost;

import java.util.List;
import org.codesign.hardware.ResourceUse;
import org.codesign.network.BlockStructure;
import org.codesign.network.Layer;
import org.codesign.quantization.BitWidths;

/**
 * The cost of layers on one accelerator configuration of one device. Immutable, safe for use by
 * several threads, and a pure function of its arguments.
 */
public interface CostModel {

  /** What the layer costs at these bit-widths, or why it cannot run. */
  CostResult cost(Layer layer, BitWidths bits);

  /** The device's resources that the accelerator takes, {@link ResourceUse#NONE} on a GPU. */
  ResourceUse resources();

  /**
   * What a block costs: the layers with weights one after the other, each at the bits of its slot,
   * and the addition of the shortcut, which reads and writes eight-bit activations. The bound is
   * that of the slowest layer.
   *
   * @param bits the bit-widths of each of the block's slots ({@link BlockStructure#bitSlots()})
   */
  default CostResult cost(BlockStructure block, List<BitWidths> bits) {
    return BlockCost.of(this, block, bits);
  }
}
