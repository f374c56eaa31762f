package org.codesign.search;

import java.util.ArrayList;
import java.util.List;
import org.codesign.cost.CostModel;
import org.codesign.cost.CostResult;
import org.codesign.cost.LayerCost;
import org.codesign.network.BlockStructure;
import org.codesign.network.Layer;
import org.codesign.quantization.BitWidths;
import org.codesign.space.BlockChoice;
import org.codesign.space.Position;

/** The layers of a design one by one: what each adds to its latency, and where that is from. */
final class DesignLayers {

  private static final String BACKBONE = "backbone";

  /**
   * A layer.
   *
   * @param latencyMillis its share of the network's
   * @param measured whether its time by itself was measured; otherwise the model gives it
   */
  record Row(
      String position, String layer, BitWidths bits, double latencyMillis, boolean measured) {}

  private DesignLayers() {}

  static List<Row> of(SearchContext context, Design design) {
    CostModel model = context.target().usableModel(design.point().accelerator());
    List<Row> rows = new ArrayList<>();
    rows.add(fixed(context.space().backbone().stem(), model));
    List<BlockChoice> blocks = design.point().candidate().blocks();
    for (int i = 0; i < blocks.size(); i++) {
      Position position = context.space().positions().get(i);
      BlockStructure structure = blocks.get(i).operator().structure(position.geometry());
      List<Layer> layers = structure.weightedLayers();
      for (int layer = 0; layer < layers.size(); layer++) {
        BitWidths bits = blocks.get(i).slots().get(structure.bitSlot(layer));
        CostResult cost = model.cost(structure, layer, bits);
        rows.add(row(position.name(), layers.get(layer), bits, cost, model));
      }
      if (model.additionCost(structure) instanceof LayerCost cost && cost.latencyMillis() > 0) {
        Layer last = structure.path().get(structure.path().size() - 1);
        Layer add = Layer.add("add", last.output());
        rows.add(row(position.name(), add, BitWidths.EIGHT, cost, model));
      }
    }
    rows.add(fixed(context.space().backbone().pool(), model));
    rows.add(fixed(context.space().backbone().classifier(), model));
    return rows;
  }

  private static Row fixed(Layer layer, CostModel model) {
    return row(BACKBONE, layer, BitWidths.EIGHT, model.fixedCost(layer), model);
  }

  private static Row row(
      String position, Layer layer, BitWidths bits, CostResult result, CostModel model) {
    if (result instanceof LayerCost cost) {
      return new Row(
          position, layer.name(), bits, cost.latencyMillis(), model.isMeasured(layer, bits));
    }
    throw new IllegalStateException("A design of the front has a layer that cannot run: " + result);
  }
}
