package org.codesign.calibration;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.codesign.cost.TimingModel;
import org.codesign.cost.TimingParameter;
import org.codesign.workload.LayerSpec;

/**
 * Fits a timing model in two steps: all parameters to the rows of single layers, then, starting at
 * what these say and as firmly as they say it, to the rows of whole networks. So a network's rows
 * settle what happens between layers and hardly move what single layers have settled. Within a
 * network a measured layer counts as measured, as {@link NetworkEstimator} will take it.
 */
public final class Calibrator {

  /** The scatter to expect of a tuned kernel's time, a standard deviation of its logarithm. */
  private static final double LAYER_NOISE = 0.12;

  /** Errors of layers even out in a sum, down to this. */
  private static final double LEAST_NOISE = 0.03;

  private final TimingModel model;

  public Calibrator(TimingModel model) {
    this.model = model;
  }

  /**
   * Fits all rows, and each time all but one row and all but one network. Repeated measurements of
   * one thing count once, with their mean: else a row that is left out would stay in as its repeat.
   */
  public Calibration calibrate(List<Measurement> repeated, String source) {
    List<Measurement> rows = distinct(repeated);
    double[] values = fit(rows);
    double[] layers = leaveOneOut(rows, row -> !row.whole());
    double[] networks = leaveOneOut(rows, Measurement::whole);
    return new Calibration(
        model.name(),
        Calibration.named(model, values),
        HeldOutError.of(layers),
        HeldOutError.of(networks),
        HeldOutError.of(leaveOneNetworkOut(rows)),
        source);
  }

  /** Rows of which no two measure the same, in the order of their first appearance. */
  public static List<Measurement> distinct(List<Measurement> rows) {
    Map<List<Object>, List<Measurement>> same = new LinkedHashMap<>();
    for (Measurement row : rows) {
      List<Object> key = List.of(row.group(), row.network(), row.whole());
      same.computeIfAbsent(key, unused -> new ArrayList<>()).add(row);
    }
    List<Measurement> distinct = new ArrayList<>();
    for (List<Measurement> repeats : same.values()) {
      Measurement first = repeats.get(0);
      double mean = repeats.stream().mapToDouble(Measurement::millis).average().orElseThrow();
      distinct.add(new Measurement(first.group(), first.network(), first.whole(), mean));
    }
    return distinct;
  }

  /** The parameters that these rows give. */
  public double[] fit(List<Measurement> repeated) {
    List<Measurement> rows = distinct(repeated);
    double[] priors = model.priors();
    double[] spread = model.parameters().stream().mapToDouble(TimingParameter::spread).toArray();
    List<Measurement> layers = rows.stream().filter(row -> !row.whole()).toList();
    List<Measurement> networks = rows.stream().filter(Measurement::whole).toList();
    if (!layers.isEmpty()) {
      LogLeastSquares.Fit fit = solve(layers, LatencyTable.of(List.of()), priors, spread);
      priors = fit.values();
      spread = fit.spread();
    }
    return networks.isEmpty()
        ? priors
        : solve(networks, LatencyTable.of(layers), priors, spread).values();
  }

  /**
   * ln(predicted / measured) of a row.
   *
   * @param table measured layers, which stand in a network for what the model says of them
   */
  public double logError(double[] parameters, LatencyTable table, Measurement row) {
    int batch = row.network().batch();
    if (!row.whole()) {
      return StrictMath.log(model.layerMillis(parameters, row.layer(), batch) / row.millis());
    }
    double[] layers = new double[row.network().layers().size()];
    for (int i = 0; i < layers.length; i++) {
      LayerSpec layer = row.network().layers().get(i);
      layers[i] =
          table.millis(layer, batch).orElseGet(() -> model.layerMillis(parameters, layer, batch));
    }
    return StrictMath.log(model.networkMillis(parameters, row.network(), layers) / row.millis());
  }

  private static double noise(Measurement row) {
    return Math.max(LEAST_NOISE, LAYER_NOISE / Math.sqrt(row.network().layers().size()));
  }

  private LogLeastSquares.Fit solve(
      List<Measurement> rows, LatencyTable table, double[] priors, double[] spread) {
    return new LogLeastSquares(
            p -> rows.stream().mapToDouble(row -> logError(p, table, row) / noise(row)).toArray(),
            priors,
            spread)
        .fit();
  }

  private double[] leaveOneOut(List<Measurement> rows, Predicate<Measurement> which) {
    List<Double> errors = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      if (which.test(rows.get(i))) {
        List<Measurement> others = new ArrayList<>(rows);
        Measurement left = others.remove(i);
        errors.add(logError(fit(others), LatencyTable.of(others), left));
      }
    }
    return errors.stream().mapToDouble(Double::doubleValue).toArray();
  }

  private double[] leaveOneNetworkOut(List<Measurement> rows) {
    List<String> groups = rows.stream().map(Measurement::group).distinct().toList();
    if (groups.size() < 2) {
      return new double[0];
    }
    List<Double> errors = new ArrayList<>();
    for (String group : groups) {
      List<Measurement> others = rows.stream().filter(row -> !row.group().equals(group)).toList();
      double[] fitted = fit(others);
      LatencyTable table = LatencyTable.of(others);
      rows.stream()
          .filter(row -> row.group().equals(group))
          .forEach(row -> errors.add(logError(fitted, table, row)));
    }
    return errors.stream().mapToDouble(Double::doubleValue).toArray();
  }
}
