package org.codesign.calibration;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.codesign.cost.TimingModel;
import org.codesign.cost.TimingParameter;

/**
 * Fits a timing model in two steps: all parameters to the rows of single layers, then, starting at
 * what these say and as firmly as they say it, to the rows of whole networks. So a network's rows
 * settle what happens between layers and hardly move what single layers have settled.
 */
public final class Calibrator {

  /** The scatter to expect of a tuned kernel's time, a standard deviation of its logarithm. */
  private static final double LAYER_NOISE = 0.12;

  /** Errors of layers even out in a sum. */
  private static final double NETWORK_NOISE = 0.03;

  private final TimingModel model;

  public Calibrator(TimingModel model) {
    this.model = model;
  }

  /** Fits all rows, and each time all but one row and all but one network. */
  public Calibration calibrate(List<Measurement> rows, String source) {
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

  /** The parameters that these rows give. */
  public double[] fit(List<Measurement> rows) {
    double[] priors = model.priors();
    double[] spread = model.parameters().stream().mapToDouble(TimingParameter::spread).toArray();
    List<Measurement> layers = rows.stream().filter(row -> !row.whole()).toList();
    List<Measurement> networks = rows.stream().filter(Measurement::whole).toList();
    if (!layers.isEmpty()) {
      LogLeastSquares.Fit fit = solve(layers, LAYER_NOISE, priors, spread);
      priors = fit.values();
      spread = fit.spread();
    }
    return networks.isEmpty() ? priors : solve(networks, NETWORK_NOISE, priors, spread).values();
  }

  /** ln(predicted / measured) of a row. */
  public double logError(double[] parameters, Measurement row) {
    double predicted =
        row.whole()
            ? model.networkMillis(parameters, row.network())
            : model.layerMillis(parameters, row.layer(), row.network().batch());
    return StrictMath.log(predicted / row.millis());
  }

  private LogLeastSquares.Fit solve(
      List<Measurement> rows, double noise, double[] priors, double[] spread) {
    return new LogLeastSquares(
            p -> rows.stream().mapToDouble(row -> logError(p, row) / noise).toArray(),
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
        errors.add(logError(fit(others), left));
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
      double[] fitted = fit(rows.stream().filter(row -> !row.group().equals(group)).toList());
      rows.stream()
          .filter(row -> row.group().equals(group))
          .forEach(row -> errors.add(logError(fitted, row)));
    }
    return errors.stream().mapToDouble(Double::doubleValue).toArray();
  }
}
