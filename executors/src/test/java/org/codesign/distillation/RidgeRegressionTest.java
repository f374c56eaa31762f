package org.codesign.distillation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RidgeRegressionTest {

  @Test
  void findsALine() {
    SplittableRandom random = new SplittableRandom(3);
    RidgeRegression regression = new RidgeRegression(2, 2);
    for (int i = 0; i < 50; i++) {
      float[] x = {(float) random.nextDouble(), (float) random.nextDouble(5, 6)};
      regression.add(x, new double[] {2.0 * x[0] - x[1] + 3, 0.5 * x[1]});
    }
    RidgeRegression.Line line = regression.solve(1e-12);
    assertThat(line.slopes()[0]).containsExactly(new double[] {2, -1}, within(1e-6));
    assertThat(line.slopes()[1]).containsExactly(new double[] {0, 0.5}, within(1e-6));
    assertThat(line.intercepts()).containsExactly(new double[] {3, 0}, within(1e-5));
    assertThat(line.of(new float[] {1, 2})[0]).isCloseTo(3, within(1e-5));
  }

  /** One feature has the slope Sxy / (Sxx + lambda), with lambda a share of Sxx. */
  @Test
  void thePenaltyShrinksTheSlope() {
    RidgeRegression regression = new RidgeRegression(1, 1);
    float[] values = {1, 2, 4, 5};
    for (float value : values) {
      regression.add(new float[] {value}, new double[] {3 * value + 1});
    }
    RidgeRegression.Line line = regression.solve(0.5);
    assertThat(line.slopes()[0][0]).isCloseTo(2, within(1e-12));
    assertThat(line.of(new float[] {3})[0]).isCloseTo(10, within(1e-12));
  }

  /** The gradient of the penalised loss is zero at the solution. */
  @Test
  void theGradientVanishes() {
    SplittableRandom random = new SplittableRandom(7);
    int count = 40;
    int features = 6;
    float[][] x = new float[count][features];
    double[][] y = new double[count][1];
    RidgeRegression regression = new RidgeRegression(features, 1);
    for (int i = 0; i < count; i++) {
      for (int j = 0; j < features; j++) {
        x[i][j] = (float) random.nextDouble(-1, 2);
      }
      y[i][0] = random.nextDouble();
      regression.add(x[i], y[i]);
    }
    RidgeRegression.Line line = regression.solve(0.1);
    double lambda = 0;
    double[] gradient = new double[features];
    double bias = 0;
    for (int j = 0; j < features; j++) {
      double mean = 0;
      for (float[] row : x) {
        mean += row[j] / count;
      }
      for (float[] row : x) {
        lambda += 0.1 * (row[j] - mean) * (row[j] - mean) / features;
      }
    }
    for (int i = 0; i < count; i++) {
      double residual = line.of(x[i])[0] - y[i][0];
      bias += residual;
      for (int j = 0; j < features; j++) {
        gradient[j] += residual * x[i][j];
      }
    }
    assertThat(bias).isCloseTo(0, within(1e-9));
    for (int j = 0; j < features; j++) {
      assertThat(gradient[j] + lambda * line.slopes()[0][j]).isCloseTo(0, within(1e-8));
    }
  }

  @Test
  void featuresThatNeverChangeDoNoHarm() {
    RidgeRegression regression = new RidgeRegression(2, 1);
    for (int i = 0; i < 10; i++) {
      regression.add(new float[] {i, 1}, new double[] {2 * i});
    }
    RidgeRegression.Line line = regression.solve(1e-9);
    assertThat(line.of(new float[] {20, 1})[0]).isCloseTo(40, within(1e-4));
  }
}
