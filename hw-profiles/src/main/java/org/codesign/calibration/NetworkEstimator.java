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
import org.codesign.cost.Place;
import org.codesign.cost.TimingModel;
import org.codesign.workload.LayerSpec;
import org.codesign.workload.NetworkSpec;

/**
 * Costs of networks: measured layers as they are, the model for the rest, and an interval around
 * each time ({@link LatencyWidths}). The total is what the layers take together, which need not be
 * the sum of what each takes by itself.
 */
public final class NetworkEstimator {

  private final TimingModel model;
  private final double[] parameters;
  private final LatencyTable table;
  private final LatencyWidths widths;

  public NetworkEstimator(
      TimingModel model, Optional<Calibration> calibration, LatencyTable table) {
    Optional<Calibration> own = calibration.filter(one -> one.model().equals(model.name()));
    this.model = model;
    this.parameters = own.map(one -> one.values(model)).orElseGet(model::priors);
    this.table = table;
    this.widths = LatencyWidths.of(own);
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
      Place place = model.place(network.layers(), i);
      double placed = model.placedMillis(parameters, layer, place, network.batch(), millis[i]);
      energy += model.energyMicrojoules(layer, place, network.batch(), placed);
      bytes += Math.round(model.bytesMoved(layer, place, network.batch()));
      shares.merge(item.bound(), millis[i], Double::sum);
    }
    double total = model.networkMillis(parameters, network, millis);
    double factor = StrictMath.exp(widths.network());
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
    double factor = StrictMath.exp(measured ? widths.layer() / 2 : widths.layer());
    return new Item(
        layer.name(),
        millis,
        millis / factor,
        millis * factor,
        model.energyMicrojoules(layer, Place.ALONE, batch, millis),
        Math.round(model.bytesMoved(layer, Place.ALONE, batch)),
        model.bound(parameters, layer, batch),
        measured ? Origin.MEASURED : Origin.MODEL,
        model.layerResources(layer));
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
