package org.codesign.predictor;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.regression.GeneralizedLinearRegression;
import org.apache.spark.ml.regression.GeneralizedLinearRegressionModel;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The logit of the accuracy as a linear function of features, by ridge regression on standardized
 * features (MLlib's weighted least squares). Networks are measured on a few thousand images, so the
 * accuracy is kept at least 10^-4 from 0 and 1 before its logit is taken.
 *
 * @param coefficients one a feature
 */
public record AccuracyModel(List<Double> coefficients, double intercept) {

  private static final double EDGE = 1e-4;
  private static final double RIDGE = 0.01;
  private static final String FEATURES = "features";
  private static final String LABEL = "label";
  private static final StructType SCHEMA =
      new StructType()
          .add(LABEL, DataTypes.DoubleType, false)
          .add(FEATURES, SQLDataTypes.VectorType(), false);

  public AccuracyModel {
    coefficients = List.copyOf(coefficients);
  }

  /**
   * The model of at least two examples. It depends on them and their order alone: they form one
   * partition, so that sums are always taken in the same order.
   */
  public static AccuracyModel fit(SparkSession spark, List<Example> examples) {
    if (examples.size() < 2) {
      throw new IllegalArgumentException(
          "A fit needs at least 2 examples, not %d.".formatted(examples.size()));
    }
    List<Row> rows = new ArrayList<>();
    for (Example example : examples) {
      rows.add(RowFactory.create(logit(example.accuracy()), Vectors.dense(example.features())));
    }
    // Unlike LinearRegression, which solves the same equations, it does not also summarize the
    // data.
    GeneralizedLinearRegressionModel model =
        new GeneralizedLinearRegression()
            .setLabelCol(LABEL)
            .setFeaturesCol(FEATURES)
            .setFamily("gaussian")
            .setLink("identity")
            .setRegParam(RIDGE)
            .fit(spark.createDataFrame(rows, SCHEMA).coalesce(1));
    List<Double> coefficients = new ArrayList<>();
    for (double coefficient : model.coefficients().toArray()) {
      coefficients.add(coefficient);
    }
    return new AccuracyModel(coefficients, model.intercept());
  }

  /** The predicted accuracy, in [0, 1]. */
  public double predict(double[] features) {
    double sum = intercept;
    for (int j = 0; j < features.length; j++) {
      sum += coefficients.get(j) * features[j];
    }
    return 1 / (1 + StrictMath.exp(-sum));
  }

  private static double logit(double accuracy) {
    double inside = Math.max(EDGE, Math.min(1 - EDGE, accuracy));
    return StrictMath.log(inside / (1 - inside));
  }
}
