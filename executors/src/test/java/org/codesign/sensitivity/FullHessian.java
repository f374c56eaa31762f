package org.codesign.sensitivity;

import java.util.List;

/**
 * The whole Hessian of the mean loss with respect to one layer, column by column, from central
 * differences of gradients in double precision.
 */
final class FullHessian {

  private static final double STEP = 1e-5;

  private FullHessian() {}

  static double[][] of(TinyNetwork network, int layer, List<ImageShard> shards) {
    float[] weights = network.weights(layer);
    double[][] columns = new double[weights.length][];
    for (int i = 0; i < weights.length; i++) {
      network.setWeight(layer, i, weights[i] + STEP);
      columns[i] = gradient(network, layer, shards);
      network.setWeight(layer, i, weights[i] - STEP);
      Vectors.add(columns[i], -1, gradient(network, layer, shards));
      columns[i] = Vectors.scaled(columns[i], 1 / (2 * STEP));
      network.setWeight(layer, i, weights[i]);
    }
    return columns;
  }

  private static double[] gradient(TinyNetwork network, int layer, List<ImageShard> shards) {
    double[] sum = new double[network.weights(layer).length];
    long images = 0;
    for (ImageShard shard : shards) {
      shard.run(network);
      Vectors.add(sum, 1, network.gradient(layer));
      images += shard.count();
    }
    return Vectors.scaled(sum, 1.0 / images);
  }

  /**
   * The trace of the Fisher matrix, the mean over images of the sum over classes of p (d log p)^2,
   * from central differences of log p in double precision.
   */
  static double fisherTrace(TinyNetwork network, int layer, List<ImageShard> shards) {
    float[] weights = network.weights(layer);
    double sum = 0;
    long images = 0;
    for (ImageShard shard : shards) {
      images += shard.count();
      for (int i = 0; i < weights.length; i++) {
        network.setWeight(layer, i, weights[i] + STEP);
        shard.run(network);
        double[][] above = network.probabilities();
        network.setWeight(layer, i, weights[i] - STEP);
        shard.run(network);
        double[][] below = network.probabilities();
        network.setWeight(layer, i, weights[i]);
        for (int n = 0; n < above.length; n++) {
          for (int c = 0; c < above[n].length; c++) {
            double slope = (Math.log(above[n][c]) - Math.log(below[n][c])) / (2 * STEP);
            sum += (above[n][c] + below[n][c]) / 2 * slope * slope;
          }
        }
      }
    }
    return sum / images;
  }

  static double trace(double[][] hessian) {
    double sum = 0;
    for (int i = 0; i < hessian.length; i++) {
      sum += hessian[i][i];
    }
    return sum;
  }

  /** All eigenvalues by falling magnitude, by Jacobi's rotations. */
  static double[] eigenvalues(double[][] symmetric) {
    int n = symmetric.length;
    double[][] a = new double[n][];
    for (int i = 0; i < n; i++) {
      a[i] = symmetric[i].clone();
    }
    for (int sweep = 0; sweep < 50; sweep++) {
      for (int p = 0; p < n; p++) {
        for (int q = p + 1; q < n; q++) {
          rotate(a, p, q);
        }
      }
    }
    return java.util.stream.IntStream.range(0, n)
        .mapToObj(i -> a[i][i])
        .sorted((x, y) -> Double.compare(Math.abs(y), Math.abs(x)))
        .mapToDouble(Double::doubleValue)
        .toArray();
  }

  private static void rotate(double[][] a, int p, int q) {
    if (Math.abs(a[p][q]) < 1e-300) {
      return;
    }
    double theta = 0.5 * Math.atan2(2 * a[p][q], a[q][q] - a[p][p]);
    double c = Math.cos(theta);
    double s = Math.sin(theta);
    for (double[] row : a) {
      double x = row[p];
      double y = row[q];
      row[p] = c * x - s * y;
      row[q] = s * x + c * y;
    }
    for (int k = 0; k < a.length; k++) {
      double x = a[p][k];
      double y = a[q][k];
      a[p][k] = c * x - s * y;
      a[q][k] = s * x + c * y;
    }
  }
}
