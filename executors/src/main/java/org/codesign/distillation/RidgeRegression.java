package org.codesign.distillation;

/**
 * Linear least squares with a penalty on the slopes, for many targets at once (Hoerl and Kennard,
 * "Ridge Regression", Technometrics 12(1), 1970, equation 2.1): with centred features X and targets
 * Y,
 *
 * <pre>W = (X'X + lambda I)^-1 X'Y,  b = mean(y) - mean(x) W.</pre>
 *
 * Sums are doubles in the order of the examples.
 */
final class RidgeRegression {

  private final double[] featureSums;
  private final double[][] squares;
  private final double[] targetSums;
  private final double[][] products;
  private int count;

  RidgeRegression(int features, int targets) {
    this.featureSums = new double[features];
    this.squares = new double[features][features];
    this.targetSums = new double[targets];
    this.products = new double[features][targets];
  }

  /** Slopes [targets, features] and intercepts [targets]. */
  // Never compared.
  @SuppressWarnings("ArrayRecordComponent")
  record Line(double[][] slopes, double[] intercepts) {

    /** The prediction for one example. */
    double[] of(float[] example) {
      double[] result = intercepts.clone();
      for (int t = 0; t < result.length; t++) {
        double[] slope = slopes[t];
        for (int i = 0; i < example.length; i++) {
          result[t] += slope[i] * example[i];
        }
      }
      return result;
    }
  }

  /** Adds an example. */
  void add(float[] example, double[] wanted) {
    count++;
    for (int i = 0; i < example.length; i++) {
      double value = example[i];
      featureSums[i] += value;
      double[] row = squares[i];
      for (int j = 0; j <= i; j++) {
        row[j] += value * example[j];
      }
    }
    for (int t = 0; t < wanted.length; t++) {
      targetSums[t] += wanted[t];
    }
    for (int i = 0; i < example.length; i++) {
      double value = example[i];
      double[] row = products[i];
      for (int t = 0; t < wanted.length; t++) {
        row[t] += value * wanted[t];
      }
    }
  }

  /**
   * The solution.
   *
   * @param penalty lambda as a share of the mean of the features' variances, above 0
   */
  Line solve(double penalty) {
    double[][] lower = factor(penalty);
    int features = featureSums.length;
    double[][] slopes = new double[targetSums.length][features];
    double[] intercepts = new double[targetSums.length];
    for (int t = 0; t < targetSums.length; t++) {
      for (int i = 0; i < features; i++) {
        slopes[t][i] = products[i][t] - featureSums[i] * targetSums[t] / count;
      }
      substitute(lower, slopes[t]);
      double at = targetSums[t];
      for (int i = 0; i < features; i++) {
        at -= slopes[t][i] * featureSums[i];
      }
      intercepts[t] = at / count;
    }
    return new Line(slopes, intercepts);
  }

  private double centred(int i, int j) {
    return squares[i][j] - featureSums[i] * featureSums[j] / count;
  }

  /** L with L L' = X'X + lambda I, after Cholesky; lambda keeps the diagonal positive. */
  private double[][] factor(double penalty) {
    int features = featureSums.length;
    double trace = 0;
    for (int i = 0; i < features; i++) {
      trace += centred(i, i);
    }
    double lambda = penalty * Math.max(trace / features, Double.MIN_NORMAL);
    double[][] lower = new double[features][features];
    for (int i = 0; i < features; i++) {
      for (int j = 0; j <= i; j++) {
        double sum = centred(i, j) + (i == j ? lambda : 0);
        for (int k = 0; k < j; k++) {
          sum -= lower[i][k] * lower[j][k];
        }
        lower[i][j] = i == j ? Math.sqrt(Math.max(sum, lambda)) : sum / lower[j][j];
      }
    }
    return lower;
  }

  /** Solves L L' x = b in place. */
  private static void substitute(double[][] lower, double[] x) {
    for (int i = 0; i < x.length; i++) {
      for (int k = 0; k < i; k++) {
        x[i] -= lower[i][k] * x[k];
      }
      x[i] /= lower[i][i];
    }
    for (int i = x.length - 1; i >= 0; i--) {
      for (int k = i + 1; k < x.length; k++) {
        x[i] -= lower[k][i] * x[k];
      }
      x[i] /= lower[i][i];
    }
  }
}
