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

  private final int features;
  private final int targets;
  private final double[] sums;
  private final double[][] products;
  private int count;

  RidgeRegression(int features, int targets) {
    this.features = features;
    this.targets = targets;
    this.sums = new double[features + targets];
    this.products = new double[features][];
    for (int i = 0; i < features; i++) {
      products[i] = new double[features + targets];
    }
  }

  /** Slopes [targets, features] and intercepts [targets]. */
  // Never compared.
  @SuppressWarnings("ArrayRecordComponent")
  record Line(double[][] slopes, double[] intercepts) {

    /** The prediction for one example. */
    double[] of(double[] example) {
      double[] result = intercepts.clone();
      for (int t = 0; t < result.length; t++) {
        for (int i = 0; i < example.length; i++) {
          result[t] += slopes[t][i] * example[i];
        }
      }
      return result;
    }
  }

  /** Adds an example. */
  void add(double[] example, double[] wanted) {
    count++;
    double[] both = new double[features + targets];
    System.arraycopy(example, 0, both, 0, features);
    System.arraycopy(wanted, 0, both, features, targets);
    for (int j = 0; j < both.length; j++) {
      sums[j] += both[j];
    }
    for (int i = 0; i < features; i++) {
      double[] row = products[i];
      double value = both[i];
      for (int j = i; j < both.length; j++) {
        row[j] += value * both[j];
      }
    }
  }

  /**
   * The solution.
   *
   * @param penalty lambda as a share of the mean of the features' squares, above 0
   */
  Line solve(double penalty) {
    double[][] lower = factor(penalty);
    double[][] slopes = new double[targets][features];
    double[] intercepts = new double[targets];
    for (int t = 0; t < targets; t++) {
      for (int i = 0; i < features; i++) {
        slopes[t][i] = centred(i, features + t);
      }
      substitute(lower, slopes[t]);
      double at = sums[features + t] / count;
      for (int i = 0; i < features; i++) {
        at -= slopes[t][i] * sums[i] / count;
      }
      intercepts[t] = at;
    }
    return new Line(slopes, intercepts);
  }

  /** (X'X)_ij or (X'Y)_ij of centred values, for i at most j. */
  private double centred(int i, int j) {
    return products[i][j] - sums[i] * sums[j] / count;
  }

  /** L with L L' = X'X + lambda I, after Cholesky; lambda keeps the diagonal positive. */
  private double[][] factor(double penalty) {
    double trace = 0;
    for (int i = 0; i < features; i++) {
      trace += centred(i, i);
    }
    double lambda = penalty * Math.max(trace / features, Double.MIN_NORMAL);
    double[][] lower = new double[features][features];
    for (int i = 0; i < features; i++) {
      for (int j = 0; j <= i; j++) {
        double sum = centred(j, i) + (i == j ? lambda : 0);
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
