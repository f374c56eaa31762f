package org.codesign.allocation;

/** The few operations on matrices of a handful of rows that the simplex method needs. */
final class SmallMatrix {

  private SmallMatrix() {}

  /** The inverse of the matrix whose columns are given, by Gauss and Jordan; null if singular. */
  static double[][] inverse(double[][] columns) {
    int n = columns.length;
    double[][] work = new double[n][2 * n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        work[i][j] = columns[j][i];
      }
      work[i][n + i] = 1;
    }
    for (int j = 0; j < n; j++) {
      int pivot = j;
      for (int i = j + 1; i < n; i++) {
        pivot = Math.abs(work[i][j]) > Math.abs(work[pivot][j]) ? i : pivot;
      }
      double[] row = work[pivot];
      work[pivot] = work[j];
      work[j] = row;
      if (Math.abs(row[j]) < 1e-13) {
        return null;
      }
      eliminate(work, j);
    }
    double[][] inverse = new double[n][n];
    for (int i = 0; i < n; i++) {
      System.arraycopy(work[i], n, inverse[i], 0, n);
    }
    return inverse;
  }

  private static void eliminate(double[][] work, int j) {
    double[] row = work[j];
    double pivot = row[j];
    for (int c = 0; c < row.length; c++) {
      row[c] /= pivot;
    }
    for (int i = 0; i < work.length; i++) {
      double factor = work[i][j];
      for (int c = 0; c < row.length && i != j; c++) {
        work[i][c] -= factor * row[c];
      }
    }
  }

  /** The matrix times a column. */
  static double[] times(double[][] matrix, double[] column) {
    double[] product = new double[matrix.length];
    for (int i = 0; i < matrix.length; i++) {
      for (int j = 0; j < column.length; j++) {
        product[i] += matrix[i][j] * column[j];
      }
    }
    return product;
  }

  /** A row times the matrix. */
  static double[] timesTransposed(double[][] matrix, double[] row) {
    double[] product = new double[matrix.length];
    for (int i = 0; i < matrix.length; i++) {
      for (int j = 0; j < row.length; j++) {
        product[j] += row[i] * matrix[i][j];
      }
    }
    return product;
  }
}
