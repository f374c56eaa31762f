package org.codesign.predictor;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.apache.spark.sql.SparkSession;
import org.codesign.pareto.KendallTau;

/**
 * A model of all measured networks with what cross-validation says of it: each network is left out
 * once, and predicted by a model of the others (M. Stone, "Cross-Validatory Choice and Assessment
 * of Statistical Predictions", J. Royal Statistical Society B 36(2), 1974). How much these models
 * differ for a design is its uncertainty, the jackknife's (B. Efron and C. Stein, "The Jackknife
 * Estimate of Variance", Annals of Statistics 9(3), 1981).
 *
 * @param model of all networks
 * @param folds the models with one network left out each
 * @param meanError the mean absolute error on networks that were left out, as a share of images
 * @param kendallTau of predicted and measured accuracy of networks that were left out
 */
public record AccuracyPredictor(
    AccuracyModel model, List<AccuracyModel> folds, double meanError, OptionalDouble kendallTau) {

  /** Fewer networks say nothing about the features. */
  public static final int FEWEST_EXAMPLES = 5;

  public AccuracyPredictor {
    folds = List.copyOf(folds);
  }

  /** Fits and cross-validates on at least {@link #FEWEST_EXAMPLES} networks. */
  public static AccuracyPredictor fit(SparkSession spark, List<Example> examples) {
    if (examples.size() < FEWEST_EXAMPLES) {
      throw new IllegalArgumentException(
          "%d networks are too few to fit a predictor; it takes %d."
              .formatted(examples.size(), FEWEST_EXAMPLES));
    }
    List<AccuracyModel> folds = new ArrayList<>();
    double[] predicted = new double[examples.size()];
    double[] measured = new double[examples.size()];
    double error = 0;
    for (int i = 0; i < predicted.length; i++) {
      List<Example> others = new ArrayList<>(examples);
      Example held = others.remove(i);
      AccuracyModel fold = AccuracyModel.fit(spark, others);
      folds.add(fold);
      predicted[i] = fold.predict(held.features());
      measured[i] = held.accuracy();
      error += Math.abs(predicted[i] - measured[i]) / predicted.length;
    }
    return new AccuracyPredictor(
        AccuracyModel.fit(spark, examples), folds, error, KendallTau.tauB(predicted, measured));
  }

  /** The predicted accuracy of a design, in [0, 1]. */
  public double predict(double[] features) {
    return model.predict(features);
  }

  /** The jackknife's standard error of the predicted accuracy of a design. */
  public double uncertainty(double[] features) {
    double mean = 0;
    for (AccuracyModel fold : folds) {
      mean += fold.predict(features) / folds.size();
    }
    double squares = 0;
    for (AccuracyModel fold : folds) {
      double difference = fold.predict(features) - mean;
      squares += difference * difference;
    }
    return Math.sqrt(squares * (folds.size() - 1) / folds.size());
  }
}
