package org.codesign.calibration;

/** Small symmetric positive definite systems. */
final class Cholesky {

  private Cholesky() {}

  /** x of A x = b. */
  static double[] solve(double[][] matrix, double[] right) {
    double[][] l = factor(matrix);
    int n = right.length;
    double[] x = right.clone();
    for (int i = 0; i < n; i++) {
      for (int k = 0; k < i; k++) {
        x[i] -= l[i][k] * x[k];
      }
      x[i] /= l[i][i];
    }
    for (int i = n - 1; i >= 0; i--) {
      for (int k = i + 1; k < n; k++) {
        x[i] -= l[k][i] * x[k];
      }
      x[i] /= l[i][i];
    }
    return x;
  }

  /** Square roots of the diagonal of the inverse. */
  static double[] deviations(double[][] matrix) {
    double[] deviations = new double[matrix.length];
    for (int j = 0; j < deviations.length; j++) {
      double[] unit = new double[deviations.length];
      unit[j] = 1;
      deviations[j] = Math.sqrt(solve(matrix, unit)[j]);
    }
    return deviations;
  }

  private static double[][] factor(double[][] matrix) {
    int n = matrix.length;
    double[][] l = new double[n][n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j <= i; j++) {
        double sum = matrix[i][j];
        for (int k = 0; k < j; k++) {
          sum -= l[i][k] * l[j][k];
        }
        l[i][j] = i == j ? Math.sqrt(sum) : sum / l[j][j];
      }
    }
    return l;
  }
}
