package org.codesign.search;

import java.util.List;
import java.util.Optional;
import org.codesign.cost.CostModel;
import org.codesign.cost.CostResult;
import org.codesign.cost.LayerCost;
import org.codesign.network.Backbone;
import org.codesign.network.BlockStructure;
import org.codesign.network.Layer;
import org.codesign.quantization.BitWidths;

/**
 * The costs of one accelerator's layers as codes of {@link DesignObjectives}. A size counts weights
 * at their bits and one 32-bit bias an output channel.
 */
final class DesignCosts {

  private static final int BIAS_BYTES = 4;

  private final CostModel model;

  DesignCosts(CostModel model) {
    this.model = model;
  }

  /** The layers that every design has: stem, pooling and classifier at eight bits. */
  Optional<long[]> fixed(Backbone backbone) {
    long[] total = new long[DesignObjectives.ALL.size()];
    for (Layer layer : List.of(backbone.stem(), backbone.pool(), backbone.classifier())) {
      Optional<long[]> codes = codes(model.fixedCost(layer), bytes(layer, BitWidths.EIGHT));
      if (codes.isEmpty()) {
        return codes;
      }
      DesignObjectives.add(total, codes.get());
    }
    return Optional.of(total);
  }

  /** What an operator costs besides its bit slots: the addition of its shortcut. */
  Optional<long[]> base(BlockStructure structure) {
    return codes(model.additionCost(structure), 0);
  }

  /** The layers of one bit slot, each at its place in the block; empty if one cannot run. */
  Optional<long[]> slot(BlockStructure structure, int slot, BitWidths bits) {
    List<Layer> layers = structure.weightedLayers();
    long[] total = new long[DesignObjectives.ALL.size()];
    for (int i = 0; i < layers.size(); i++) {
      if (structure.bitSlot(i) == slot) {
        CostResult cost = model.cost(structure, i, bits);
        Optional<long[]> codes = codes(cost, bytes(layers.get(i), bits));
        if (codes.isEmpty()) {
          return codes;
        }
        DesignObjectives.add(total, codes.get());
      }
    }
    return Optional.of(total);
  }

  /** The bytes that a layer's weights and biases take. */
  static double bytes(Layer layer, BitWidths bits) {
    if (!layer.hasWeights()) {
      return 0;
    }
    return layer.weights() * bits.weightBits() / 8.0 + BIAS_BYTES * layer.output().channels();
  }

  /** The codes of a cost; empty if there is none. */
  private static Optional<long[]> codes(CostResult result, double bytes) {
    return result instanceof LayerCost cost
        ? Optional.of(
            DesignObjectives.encode(0, cost.latencyMillis(), cost.energyMicrojoules(), bytes))
        : Optional.empty();
  }
}
