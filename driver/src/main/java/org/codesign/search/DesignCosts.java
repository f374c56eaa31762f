package org.codesign.search;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.codesign.cost.CostModel;
import org.codesign.cost.CostResult;
import org.codesign.cost.LayerCost;
import org.codesign.network.Backbone;
import org.codesign.network.BlockStructure;
import org.codesign.network.Layer;
import org.codesign.network.Shortcut;
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
    return sum(
        Arrays.asList(
            layer(backbone.stem(), BitWidths.EIGHT),
            layer(backbone.pool(), BitWidths.EIGHT),
            layer(backbone.classifier(), BitWidths.EIGHT)));
  }

  /** What an operator costs besides its bit slots: the addition of its shortcut. */
  Optional<long[]> base(BlockStructure structure) {
    if (structure.isIdentity() || structure.shortcut() instanceof Shortcut.None) {
      return Optional.of(new long[DesignObjectives.ALL.size()]);
    }
    Layer last = structure.path().get(structure.path().size() - 1);
    return layer(Layer.add("add", last.output()), BitWidths.EIGHT);
  }

  /** The layers of one bit slot; empty if one of them cannot run. */
  Optional<long[]> slot(BlockStructure structure, int slot, BitWidths bits) {
    List<Layer> layers = structure.weightedLayers();
    long[] total = new long[DesignObjectives.ALL.size()];
    for (int i = 0; i < layers.size(); i++) {
      if (structure.bitSlot(i) == slot) {
        Optional<long[]> cost = layer(layers.get(i), bits);
        if (cost.isEmpty()) {
          return cost;
        }
        DesignObjectives.add(total, cost.get());
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

  /** The codes of one layer; empty if it cannot run. */
  Optional<long[]> layer(Layer layer, BitWidths bits) {
    CostResult result = model.cost(layer, bits);
    if (!(result instanceof LayerCost cost)) {
      return Optional.empty();
    }
    return Optional.of(
        DesignObjectives.encode(
            0, cost.latencyMillis(), cost.energyMicrojoules(), bytes(layer, bits)));
  }

  private static Optional<long[]> sum(List<Optional<long[]>> parts) {
    long[] total = new long[DesignObjectives.ALL.size()];
    for (Optional<long[]> part : parts) {
      if (part.isEmpty()) {
        return part;
      }
      DesignObjectives.add(total, part.get());
    }
    return Optional.of(total);
  }
}
