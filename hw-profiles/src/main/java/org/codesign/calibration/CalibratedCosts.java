package org.codesign.calibration;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.codesign.cost.CostModel;
import org.codesign.cost.CostResult;
import org.codesign.cost.Infeasible;
import org.codesign.cost.LayerCost;
import org.codesign.cost.Place;
import org.codesign.cost.TimingModel;
import org.codesign.hardware.ResourceUse;
import org.codesign.network.BlockStructure;
import org.codesign.network.Layer;
import org.codesign.quantization.BitWidths;
import org.codesign.workload.LayerSpec;

/**
 * The costs of a search's layers by a timing model: the model that {@code NetworkEstimator} costs
 * whole networks with, layer by layer, each at its place. Measured layers are used as they are.
 * Latency and bytes are those of the batch, energy is that of one image.
 */
public final class CalibratedCosts implements CostModel {

  private final TimingModel model;
  private final double[] parameters;
  private final int batch;
  private final LatencyTable table;
  private final double logHalfWidth;

  /**
   * @param calibration of this model or another's, which is then left aside
   */
  public CalibratedCosts(
      TimingModel model, int batch, Optional<Calibration> calibration, LatencyTable table) {
    Optional<Calibration> own = calibration.filter(one -> one.model().equals(model.name()));
    this.model = model;
    this.parameters = own.map(one -> one.values(model)).orElseGet(model::priors);
    this.batch = batch;
    this.table = table;
    this.logHalfWidth = LatencyWidths.of(own).network();
  }

  @Override
  public CostResult cost(Layer layer, BitWidths bits) {
    return cost(LayerSpec.of(layer, bits), Place.ALONE);
  }

  @Override
  public CostResult cost(BlockStructure block, int layer, BitWidths bits) {
    List<Layer> path = block.path();
    if (layer >= path.size()) {
      return cost(block.weightedLayers().get(layer), bits);
    }
    LayerSpec spec = LayerSpec.of(path.get(layer), bits);
    boolean opens =
        layer + 1 < path.size() && model.shareACall(spec, LayerSpec.of(path.get(layer + 1), bits));
    boolean ends =
        !opens && layer > 0 && model.shareACall(LayerSpec.of(path.get(layer - 1), bits), spec);
    return cost(spec, opens ? Place.OPENS_CALL : ends ? Place.ENDS_CALL : Place.ALONE);
  }

  @Override
  public CostResult fixedCost(Layer layer) {
    LayerSpec spec = LayerSpec.of(layer, BitWidths.EIGHT);
    return model.misfit(spec).isPresent()
        ? costAt(spec, Place.PROCESSOR)
        : costAt(spec, Place.ALONE);
  }

  @Override
  public ResourceUse resources() {
    return model.resources();
  }

  @Override
  public double latencyLogHalfWidth() {
    return logHalfWidth;
  }

  @Override
  public boolean isMeasured(Layer layer, BitWidths bits) {
    return table.millis(LayerSpec.of(layer, bits), batch).isPresent();
  }

  private CostResult cost(LayerSpec layer, Place place) {
    Optional<String> misfit = model.misfit(layer);
    return misfit.isPresent() ? new Infeasible(misfit.get()) : costAt(layer, place);
  }

  private LayerCost costAt(LayerSpec layer, Place place) {
    OptionalDouble measured =
        table.size() == 0 ? OptionalDouble.empty() : table.millis(layer, batch);
    double alone =
        measured.isPresent() ? measured.getAsDouble() : model.layerMillis(parameters, layer, batch);
    double millis = model.placedMillis(parameters, layer, place, batch, alone);
    return new LayerCost(
        millis,
        model.energyMicrojoules(layer, place, batch, millis) / batch,
        Math.round(model.bytesMoved(layer, place, batch)),
        model.bound(parameters, layer, batch));
  }
}
