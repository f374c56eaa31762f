package org.codesign.predictor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.spark.sql.SparkSession;
import org.codesign.search.SearchRegistrator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The predictor on accuracies that follow a known law, against normal equations solved by hand. */
final class AccuracyPredictorTest {

  private SparkSession spark = session("local[2]");

  @AfterEach
  void stop() {
    spark.stop();
  }

  private static SparkSession session(String master) {
    return SparkSession.builder()
        .master(master)
        .config("spark.ui.enabled", "false")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.serializer", "org.apache.spark.serializer.KryoSerializer")
        .config("spark.kryo.registrator", SearchRegistrator.class.getName())
        .config("spark.kryo.registrationRequired", "true")
        .getOrCreate();
  }

  /** logit(accuracy) = 1 - 0.8 x0 - 0.3 x1 + noise. */
  private static List<Example> examples(int count, double noise, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Example> examples = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      double[] features = {random.nextDouble(-3, 3), random.nextDouble(-3, 3)};
      double logit = 1 - 0.8 * features[0] - 0.3 * features[1] + noise * random.nextDouble(-1, 1);
      examples.add(new Example(features, 1 / (1 + Math.exp(-logit))));
    }
    return examples;
  }

  @Test
  void findsALawThatTheAccuraciesFollow() {
    AccuracyPredictor predictor = AccuracyPredictor.fit(spark, examples(30, 0, 1));
    for (Example unseen : examples(50, 0, 2)) {
      assertThat(predictor.predict(unseen.features())).isCloseTo(unseen.accuracy(), within(0.01));
    }
    assertThat(predictor.meanError()).isLessThan(0.01);
    assertThat(predictor.kendallTau().getAsDouble()).isGreaterThan(0.95);
  }

  /**
   * The ridge solution (Z'Z / n + r I) b = Z'y / n over standardized features, for two features.
   */
  @Test
  void isTheRidgeSolutionOfTheNormalEquations() {
    List<Example> examples = examples(12, 0.5, 3);
    AccuracyModel model = AccuracyModel.fit(spark, examples);
    int n = examples.size();
    double[] mean = new double[2];
    double meanLabel = 0;
    double[] labels = new double[n];
    for (int i = 0; i < n; i++) {
      double accuracy = examples.get(i).accuracy();
      labels[i] = Math.log(accuracy / (1 - accuracy));
      meanLabel += labels[i] / n;
      for (int j = 0; j < 2; j++) {
        mean[j] += examples.get(i).features()[j] / n;
      }
    }
    double[] deviation = new double[2];
    double labelDeviation = 0;
    for (int i = 0; i < n; i++) {
      labelDeviation += (labels[i] - meanLabel) * (labels[i] - meanLabel) / n;
      for (int j = 0; j < 2; j++) {
        double difference = examples.get(i).features()[j] - mean[j];
        deviation[j] += difference * difference / n;
      }
    }
    labelDeviation = Math.sqrt(labelDeviation);
    double ridge = 0.01 / labelDeviation;
    double[][] a = new double[2][2];
    double[] b = new double[2];
    for (int i = 0; i < n; i++) {
      double[] z = new double[2];
      for (int j = 0; j < 2; j++) {
        z[j] = (examples.get(i).features()[j] - mean[j]) / Math.sqrt(deviation[j]);
      }
      for (int j = 0; j < 2; j++) {
        b[j] += z[j] * (labels[i] - meanLabel) / labelDeviation / n;
        for (int k = 0; k < 2; k++) {
          a[j][k] += z[j] * z[k] / n;
        }
      }
    }
    a[0][0] += ridge;
    a[1][1] += ridge;
    double determinant = a[0][0] * a[1][1] - a[0][1] * a[1][0];
    double first = (b[0] * a[1][1] - a[0][1] * b[1]) / determinant;
    double second = (a[0][0] * b[1] - a[1][0] * b[0]) / determinant;
    double[] expected = {
      first * labelDeviation / Math.sqrt(deviation[0]),
      second * labelDeviation / Math.sqrt(deviation[1])
    };
    for (int j = 0; j < 2; j++) {
      assertThat(model.coefficients().get(j)).isCloseTo(expected[j], within(1e-6));
    }
  }

  @Test
  void isLessCertainFarFromWhatWasMeasured() {
    AccuracyPredictor predictor = AccuracyPredictor.fit(spark, examples(8, 0.8, 4));
    assertThat(predictor.uncertainty(new double[] {3, -3}))
        .isGreaterThan(predictor.uncertainty(new double[] {0, 0}));
  }

  @Test
  void doesNotDependOnTheNumberOfCores() {
    AccuracyPredictor two = AccuracyPredictor.fit(spark, examples(9, 0.5, 5));
    spark.stop();
    spark = session("local[1]");
    assertThat(AccuracyPredictor.fit(spark, examples(9, 0.5, 5))).isEqualTo(two);
  }

  @Test
  void needsEnoughNetworks() {
    assertThatThrownBy(() -> AccuracyPredictor.fit(spark, examples(4, 0, 6)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("4 networks are too few to fit a predictor; it takes 5.");
    assertThatThrownBy(() -> new Example(new double[] {Double.NaN}, 0.5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The features [NaN] must be finite.");
    assertThatThrownBy(() -> new Example(new double[] {1}, 1.5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The accuracy (1.5) must be in [0, 1].");
  }
}
