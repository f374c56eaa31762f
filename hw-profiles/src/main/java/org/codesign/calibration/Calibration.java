package org.codesign.calibration;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.codesign.cost.TimingModel;
import org.codesign.cost.TimingParameter;

/**
 * What measurements said about a timing model on a device.
 *
 * @param model {@link TimingModel#name()}
 * @param parameters by name
 * @param layerError how far layers that were left out of the fit are off
 * @param networkError how far whole networks that were left out are off
 * @param leftOutNetworkError how far all rows of a network are off when the network was left out
 * @param source where the rows come from
 */
public record Calibration(
    String model,
    Map<String, Double> parameters,
    HeldOutError layerError,
    HeldOutError networkError,
    HeldOutError leftOutNetworkError,
    String source) {

  public Calibration {
    parameters = Collections.unmodifiableSortedMap(new TreeMap<>(parameters));
  }

  /** The parameters in the order of the model, priors where there are none. */
  public double[] values(TimingModel timing) {
    return values(timing.parameters());
  }

  /** The parameters in this order, priors where there are none. */
  public double[] values(List<TimingParameter> order) {
    return order.stream()
        .mapToDouble(one -> parameters.getOrDefault(one.name(), one.prior()))
        .toArray();
  }

  /** The parameters of a model under their names. */
  static Map<String, Double> named(TimingModel timing, double[] values) {
    Map<String, Double> named = new TreeMap<>();
    int next = 0;
    for (TimingParameter one : timing.parameters()) {
      named.put(one.name(), values[next++]);
    }
    return named;
  }
}
