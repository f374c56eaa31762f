package org.codesign.calibration;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.codesign.calibration.NetworkEstimate.Item;
import org.codesign.calibration.NetworkEstimate.Origin;
import org.codesign.cost.Bound;
import org.codesign.cost.TimingModel;
import org.codesign.workload.LayerSpec;
import org.codesign.workload.NetworkSpec;

/**
 * Costs of networks: measured layers as they are, the model for the rest, and an interval around
 * each time. The interval of a measured layer is half as wide as the model's. Where nothing was
 * calibrated, times are known within a factor of 3: peaks added up are off by 2 to 5.
 */
public final class NetworkEstimator {

  /** Half the width of an interval that no measurement backs, ln 3. */
  static final double UNCALIBRATED = 1.0986122886681098;

  private static final double ENOUGH_ROWS = 9;

  private final TimingModel model;
  private final double[] parameters;
  private final LatencyTable table;
  private final double layerHalfWidth;
  private final double networkHalfWidth;

  public NetworkEstimator(
      TimingModel model, Optional<Calibration> calibration, LatencyTable table) {
    Optional<Calibration> own = calibration.filter(one -> one.model().equals(model.name()));
    this.model = model;
    this.parameters = own.map(one -> one.values(model)).orElseGet(model::priors);
    this.table = table;
    double layer = own.map(one -> width(one.layerError())).orElse(0.0);
    double network = own.map(one -> width(one.networkError())).orElse(0.0);
    this.layerHalfWidth = layer > 0 ? layer : network > 0 ? network : UNCALIBRATED;
    this.networkHalfWidth = network > 0 ? network : layerHalfWidth;
  }

  /** Why the network cannot run, one line a layer; none if it can. */
  public List<String> misfits(NetworkSpec network) {
    return network.layers().stream().map(model::misfit).flatMap(Optional::stream).toList();
  }

  /** The costs of a network that can run. */
  public NetworkEstimate estimate(NetworkSpec network) {
    int count = network.layers().size();
    double[] millis = new double[count];
    List<Item> items = new ArrayList<>(count);
    int measured = 0;
    double energy = 0;
    long bytes = 0;
    Map<Bound, Double> shares = new EnumMap<>(Bound.class);
    for (int i = 0; i < count; i++) {
      LayerSpec layer = network.layers().get(i);
      OptionalDouble found = table.millis(layer, network.batch());
      measured += found.isPresent() ? 1 : 0;
      millis[i] = found.orElseGet(() -> model.layerMillis(parameters, layer, network.batch()));
      Item item = item(layer, network.batch(), millis[i], found.isPresent());
      items.add(item);
      energy += item.energyMicrojoules();
      bytes += item.bytesMoved();
      shares.merge(item.bound(), millis[i], Double::sum);
    }
    double total = model.networkMillis(parameters, network, millis);
    double factor = StrictMath.exp(networkHalfWidth);
    Item sum =
        new Item(
            network.name(),
            total,
            total / factor,
            total * factor,
            energy,
            bytes,
            largest(shares),
            measured == count ? Origin.MEASURED : Origin.MODEL,
            Optional.of(model.resources()));
    return new NetworkEstimate(items, sum, model.resources(), measured);
  }

  private Item item(LayerSpec layer, int batch, double millis, boolean measured) {
    double factor = StrictMath.exp(measured ? layerHalfWidth / 2 : layerHalfWidth);
    return new Item(
        layer.name(),
        millis,
        millis / factor,
        millis * factor,
        model.energyMicrojoules(layer, batch, millis),
        Math.round(model.bytesMoved(layer, batch)),
        model.bound(parameters, layer, batch),
        measured ? Origin.MEASURED : Origin.MODEL,
        model.layerResources(layer));
  }

  /** Fewer than nine rows have no 90 % rank: the fewer, the closer to not calibrated. */
  private static double width(HeldOutError error) {
    double width = error.logHalfWidth();
    double missing = Math.max(0, 1 - error.rows() / ENOUGH_ROWS);
    return error.rows() == 0 ? 0 : width + missing * Math.max(0, UNCALIBRATED - width);
  }

  private static Bound largest(Map<Bound, Double> shares) {
    Bound largest = Bound.COMPUTE;
    for (Bound bound : Bound.values()) {
      boolean more = shares.getOrDefault(bound, 0.0) > shares.getOrDefault(largest, 0.0);
      largest = more ? bound : largest;
    }
    return largest;
  }
}
