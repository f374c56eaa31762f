package org.codesign.sensitivity;

import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.codesign.data.Normalization;
import org.codesign.network.TensorShape;

/**
 * softmax(B tanh(A x)) with cross-entropy, in plain loops and double precision: slow, obvious, and
 * with products by the rules of differentiation written out.
 */
final class TinyNetwork implements OpenNetwork, CurvatureModel {

  private final int inputs;
  private final int hidden;
  private final int classes;
  private final double[][] weights = new double[2][];
  private final InputQuantizer[] quantizers = new InputQuantizer[2];
  private double[][] x;
  private double[][] read;
  private double[][] tanh;
  private double[][] z;
  private double[][] p;
  private int[] labels;

  TinyNetwork(int inputs, int hidden, int classes, long seed) {
    this.inputs = inputs;
    this.hidden = hidden;
    this.classes = classes;
    SplittableRandom random = new SplittableRandom(seed);
    weights[0] = random.doubles((long) hidden * inputs, -0.9, 0.9).toArray();
    weights[1] = random.doubles((long) classes * hidden, -1.5, 1.5).toArray();
    for (double[] values : weights) {
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) values[i];
      }
    }
  }

  @Override
  public NetworkFacts facts() {
    return new NetworkFacts(
        TensorShape.image(1, 1, inputs),
        classes,
        Optional.of(new Normalization(List.of(0.5), List.of(0.5))),
        NetworkFacts.BatchNorm.NONE,
        List.of((long) inputs * hidden, (long) hidden * classes));
  }

  @Override
  public CurvatureModel curvature() {
    return this;
  }

  @Override
  public float[] input(int layer) {
    double[][] rows = layer == 0 ? x : z;
    float[] flat = new float[rows.length * rows[0].length];
    for (int i = 0; i < flat.length; i++) {
      flat[i] = (float) rows[i / rows[0].length][i % rows[0].length];
    }
    return flat;
  }

  @Override
  public Optional<BatchNormMatching> batchNorms() {
    return Optional.empty();
  }

  @Override
  public List<WeightedLayer> layers() {
    return List.of(
        new WeightedLayer("a", (long) hidden * inputs, hidden, inputs),
        new WeightedLayer("b", (long) classes * hidden, classes, hidden));
  }

  @Override
  public boolean isPiecewiseLinear() {
    return false;
  }

  @Override
  public float[] weights(int layer) {
    return Vectors.toFloats(weights[layer]);
  }

  @Override
  public void setWeights(int layer, float[] values) {
    for (int i = 0; i < values.length; i++) {
      weights[layer][i] = values[i];
    }
  }

  void setWeight(int layer, int index, double value) {
    weights[layer][index] = value;
  }

  @Override
  public double batch(float[] images, int[] given, int count) {
    labels = given.clone();
    x = new double[count][inputs];
    read = new double[count][inputs];
    tanh = new double[count][];
    z = new double[count][];
    p = new double[count][];
    double loss = 0;
    for (int n = 0; n < count; n++) {
      for (int i = 0; i < inputs; i++) {
        x[n][i] = images[n * inputs + i];
        read[n][i] = quantized(0, x[n][i]);
      }
      z[n] = product(weights[0], read[n], hidden);
      tanh[n] = new double[hidden];
      for (int h = 0; h < hidden; h++) {
        z[n][h] = StrictMath.tanh(z[n][h]);
        tanh[n][h] = quantized(1, z[n][h]);
      }
      double[] y = product(weights[1], tanh[n], classes);
      double sum = 0;
      p[n] = new double[classes];
      for (int c = 0; c < classes; c++) {
        p[n][c] = StrictMath.exp(y[c]);
        sum += p[n][c];
      }
      for (int c = 0; c < classes; c++) {
        p[n][c] /= sum;
      }
      loss -= StrictMath.log(p[n][labels[n]]);
    }
    return loss;
  }

  private double quantized(int layer, double value) {
    return quantizers[layer] == null ? value : quantizers[layer].quantize((float) value);
  }

  @Override
  public float[] logits() {
    float[] logits = new float[p.length * classes];
    for (int i = 0; i < logits.length; i++) {
      logits[i] = (float) StrictMath.log(p[i / classes][i % classes]);
    }
    return logits;
  }

  /** The gradient of the sum of losses in double precision. */
  double[] gradient(int layer) {
    double[] sum = new double[weights[layer].length];
    for (int n = 0; n < p.length; n++) {
      double[] dy = p[n].clone();
      dy[labels[n]] -= 1;
      if (layer == 1) {
        addOuter(sum, dy, tanh[n]);
      } else {
        addOuter(sum, hiddenGradient(n, dy), read[n]);
      }
    }
    return sum;
  }

  private double[] hiddenGradient(int n, double[] dy) {
    double[] da = transposed(weights[1], dy, hidden);
    for (int h = 0; h < hidden; h++) {
      da[h] *= 1 - tanh[n][h] * tanh[n][h];
    }
    return da;
  }

  @Override
  public void addGradient(int layer, float[] into) {
    double[] gradient = gradient(layer);
    for (int i = 0; i < into.length; i++) {
      into[i] += (float) gradient[i];
    }
  }

  @Override
  public void addHessianProduct(float[][] direction, float[][] into) {
    double[][] sums = {new double[weights[0].length], new double[weights[1].length]};
    for (int n = 0; n < p.length; n++) {
      double[] ra = new double[hidden];
      if (direction[0] != null) {
        ra = product(doubles(direction[0]), read[n], hidden);
      }
      double[] rt = new double[hidden];
      for (int h = 0; h < hidden; h++) {
        rt[h] = ra[h] * (1 - tanh[n][h] * tanh[n][h]);
      }
      double[] ry = product(weights[1], rt, classes);
      if (direction[1] != null) {
        Vectors.add(ry, 1, product(doubles(direction[1]), tanh[n], classes));
      }
      double[] dy = p[n].clone();
      dy[labels[n]] -= 1;
      double[] rdy = softmaxCurvature(n, ry);
      addOuter(sums[1], rdy, tanh[n]);
      addOuter(sums[1], dy, rt);
      double[] dt = transposed(weights[1], dy, hidden);
      double[] rdt = transposed(weights[1], rdy, hidden);
      if (direction[1] != null) {
        Vectors.add(rdt, 1, transposed(doubles(direction[1]), dy, hidden));
      }
      double[] rda = new double[hidden];
      for (int h = 0; h < hidden; h++) {
        double slope = 1 - tanh[n][h] * tanh[n][h];
        rda[h] = rdt[h] * slope - 2 * dt[h] * tanh[n][h] * rt[h];
      }
      addOuter(sums[0], rda, read[n]);
    }
    for (int layer = 0; layer < 2; layer++) {
      for (int i = 0; into[layer] != null && i < into[layer].length; i++) {
        into[layer][i] += (float) sums[layer][i];
      }
    }
  }

  @Override
  public double[] inputCurvature(int layer, float[] signs) {
    double[] values = new double[p.length];
    for (int n = 0; n < values.length; n++) {
      double[] v = new double[layer == 0 ? inputs : hidden];
      for (int i = 0; i < v.length; i++) {
        v[i] = signs[n * v.length + i];
      }
      values[n] =
          layer == 0
              ? hiddenCurvature(n, product(weights[0], v, hidden))
              : logitCurvature(n, product(weights[1], v, classes));
    }
    return values;
  }

  @Override
  public double[] weightCurvature(int layer, float[] direction) {
    double[] values = new double[p.length];
    for (int n = 0; n < values.length; n++) {
      values[n] =
          layer == 0
              ? hiddenCurvature(n, product(doubles(direction), read[n], hidden))
              : logitCurvature(n, product(doubles(direction), tanh[n], classes));
    }
    return values;
  }

  private double logitCurvature(int n, double[] ry) {
    return Vectors.dot(ry, softmaxCurvature(n, ry));
  }

  /** The second derivative along a tangent of what the hidden units add up. */
  private double hiddenCurvature(int n, double[] ra) {
    double[] dy = p[n].clone();
    dy[labels[n]] -= 1;
    double[] dt = transposed(weights[1], dy, hidden);
    double[] rt = new double[hidden];
    double curved = 0;
    for (int h = 0; h < hidden; h++) {
      double slope = 1 - tanh[n][h] * tanh[n][h];
      rt[h] = ra[h] * slope;
      curved -= 2 * dt[h] * tanh[n][h] * slope * ra[h] * ra[h];
    }
    return logitCurvature(n, product(weights[1], rt, classes)) + curved;
  }

  @Override
  public void addLogitGradient(float[] signs, float[][] into) {
    double[][] sums = {new double[weights[0].length], new double[weights[1].length]};
    for (int n = 0; n < p.length; n++) {
      double sum = 0;
      for (int c = 0; c < classes; c++) {
        sum += Math.sqrt(p[n][c]) * signs[n * classes + c];
      }
      double[] dy = new double[classes];
      for (int c = 0; c < classes; c++) {
        dy[c] = Math.sqrt(p[n][c]) * signs[n * classes + c] - p[n][c] * sum;
      }
      addOuter(sums[1], dy, tanh[n]);
      addOuter(sums[0], hiddenGradient(n, dy), read[n]);
    }
    for (int layer = 0; layer < 2; layer++) {
      for (int i = 0; i < into[layer].length; i++) {
        into[layer][i] += (float) sums[layer][i];
      }
    }
  }

  /** The probabilities of the last batch in double precision. */
  double[][] probabilities() {
    return p;
  }

  /** (diag(p) - p p^T) v. */
  private double[] softmaxCurvature(int n, double[] v) {
    double mean = Vectors.dot(p[n], v);
    double[] result = new double[classes];
    for (int c = 0; c < classes; c++) {
      result[c] = p[n][c] * (v[c] - mean);
    }
    return result;
  }

  @Override
  public void quantizeInput(int layer, InputQuantizer quantizer) {
    quantizers[layer] = quantizer;
  }

  @Override
  public void close() {}

  private static double[] doubles(float[] values) {
    double[] result = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      result[i] = values[i];
    }
    return result;
  }

  private static double[] product(double[] matrix, double[] v, int rows) {
    double[] result = new double[rows];
    for (int r = 0; r < rows; r++) {
      for (int i = 0; i < v.length; i++) {
        result[r] += matrix[r * v.length + i] * v[i];
      }
    }
    return result;
  }

  private static double[] transposed(double[] matrix, double[] v, int columns) {
    double[] result = new double[columns];
    for (int r = 0; r < v.length; r++) {
      for (int i = 0; i < columns; i++) {
        result[i] += matrix[r * columns + i] * v[r];
      }
    }
    return result;
  }

  private static void addOuter(double[] sum, double[] a, double[] b) {
    for (int r = 0; r < a.length; r++) {
      for (int i = 0; i < b.length; i++) {
        sum[r * b.length + i] += a[r] * b[i];
      }
    }
  }
}
