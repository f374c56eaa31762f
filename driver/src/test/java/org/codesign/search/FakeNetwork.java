package org.codesign.search;

import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.apache.hadoop.conf.Configuration;
import org.codesign.data.Normalization;
import org.codesign.network.TensorShape;
import org.codesign.sensitivity.BatchNormMatching;
import org.codesign.sensitivity.CurvatureModel;
import org.codesign.sensitivity.InputQuantizer;
import org.codesign.sensitivity.NetworkFacts;
import org.codesign.sensitivity.NetworkOpener;
import org.codesign.sensitivity.OpenNetwork;
import org.codesign.sensitivity.WeightedLayer;

/**
 * softmax(A x + B x^2) of 12 pixels and 10 classes with cross-entropy, in plain loops: two layers,
 * whose second derivatives are those of the softmax alone.
 */
final class FakeNetwork implements OpenNetwork, CurvatureModel {

  static final int PIXELS = 12;
  static final int CLASSES = 10;

  /** Makes it; {@code weight} replaces the first one of the second layer. */
  record Opener(float weight, String batchNorm) implements NetworkOpener {

    static final Opener STANDARD = new Opener(0.3f, "there");

    @Override
    public OpenNetwork open(Configuration hadoop) {
      return new FakeNetwork(this);
    }
  }

  private final Opener opener;
  private final float[][] weights = new float[2][CLASSES * PIXELS];
  private final InputQuantizer[] quantizers = new InputQuantizer[2];
  private final float[][] inputs = new float[2][];
  private final float[][] read = new float[2][];
  private double[][] p;
  private float[] logits;
  private int[] labels;

  private FakeNetwork(Opener opener) {
    this.opener = opener;
    SplittableRandom random = new SplittableRandom(7);
    for (float[] layer : weights) {
      for (int i = 0; i < layer.length; i++) {
        layer[i] = (float) random.nextDouble(-1, 1);
      }
    }
    weights[1][0] = opener.weight();
  }

  @Override
  public NetworkFacts facts() {
    return new NetworkFacts(
        TensorShape.image(1, 3, 4),
        CLASSES,
        Optional.of(new Normalization(List.of(0.5), List.of(0.5))),
        NetworkFacts.BatchNorm.RAW,
        List.of(120L, 120L));
  }

  @Override
  public CurvatureModel curvature() {
    return this;
  }

  @Override
  public float[] input(int layer) {
    return inputs[layer].clone();
  }

  @Override
  public Optional<BatchNormMatching> batchNorms() {
    return opener.batchNorm().isEmpty() ? Optional.empty() : Optional.of(FakeNetwork::spread);
  }

  /** Wants pixels of magnitude one half. */
  private static double spread(float[] images, int count, float[] gradient) {
    double loss = 0;
    for (int i = 0; i < images.length; i++) {
      double error = (double) images[i] * images[i] - 0.25;
      loss += error * error;
      gradient[i] = (float) (4 * error * images[i]);
    }
    return loss;
  }

  @Override
  public List<WeightedLayer> layers() {
    return List.of(
        new WeightedLayer("linear", CLASSES * PIXELS, CLASSES, PIXELS),
        new WeightedLayer("square<b>", CLASSES * PIXELS, CLASSES, PIXELS));
  }

  @Override
  public boolean isPiecewiseLinear() {
    return true;
  }

  @Override
  public float[] weights(int layer) {
    return weights[layer].clone();
  }

  @Override
  public void setWeights(int layer, float[] values) {
    weights[layer] = values.clone();
  }

  @Override
  public double batch(float[] images, int[] given, int count) {
    labels = given.clone();
    inputs[0] = images.clone();
    inputs[1] = images.clone();
    for (int i = 0; i < images.length; i++) {
      inputs[1][i] *= images[i];
    }
    for (int layer = 0; layer < 2; layer++) {
      read[layer] = inputs[layer].clone();
      for (int i = 0; quantizers[layer] != null && i < images.length; i++) {
        read[layer][i] = quantizers[layer].quantize(read[layer][i]);
      }
    }
    logits = new float[count * CLASSES];
    p = new double[count][CLASSES];
    double loss = 0;
    for (int n = 0; n < count; n++) {
      double sum = 0;
      for (int c = 0; c < CLASSES; c++) {
        double y = change(n, c, weights);
        logits[n * CLASSES + c] = (float) y;
        p[n][c] = StrictMath.exp(y);
        sum += p[n][c];
      }
      for (int c = 0; c < CLASSES; c++) {
        p[n][c] /= sum;
      }
      loss -= StrictMath.log(p[n][labels[n]]);
    }
    return loss;
  }

  private double change(int n, int c, float[][] direction) {
    double sum = 0;
    for (int layer = 0; layer < 2; layer++) {
      for (int i = 0; direction[layer] != null && i < PIXELS; i++) {
        sum += (double) direction[layer][c * PIXELS + i] * read[layer][n * PIXELS + i];
      }
    }
    return sum;
  }

  @Override
  public float[] logits() {
    return logits.clone();
  }

  @Override
  public void addGradient(int layer, float[] into) {
    for (int n = 0; n < p.length; n++) {
      for (int c = 0; c < CLASSES; c++) {
        double dy = p[n][c] - (c == labels[n] ? 1 : 0);
        add(layer, n, c, dy, into);
      }
    }
  }

  private void add(int layer, int n, int c, double dy, float[] into) {
    for (int i = 0; i < PIXELS; i++) {
      into[c * PIXELS + i] += (float) (dy * read[layer][n * PIXELS + i]);
    }
  }

  @Override
  public void addHessianProduct(float[][] direction, float[][] into) {
    for (int n = 0; n < p.length; n++) {
      double[] y = new double[CLASSES];
      double mean = 0;
      for (int c = 0; c < CLASSES; c++) {
        y[c] = change(n, c, direction);
        mean += p[n][c] * y[c];
      }
      for (int layer = 0; layer < 2; layer++) {
        for (int c = 0; into[layer] != null && c < CLASSES; c++) {
          add(layer, n, c, p[n][c] * (y[c] - mean), into[layer]);
        }
      }
    }
  }

  @Override
  public double[] weightCurvature(int layer, float[] direction) {
    float[][] directions = new float[2][];
    directions[layer] = direction;
    double[] values = new double[p.length];
    for (int n = 0; n < values.length; n++) {
      double mean = 0;
      for (int c = 0; c < CLASSES; c++) {
        double y = change(n, c, directions);
        mean += p[n][c] * y;
        values[n] += p[n][c] * y * y;
      }
      values[n] -= mean * mean;
    }
    return values;
  }

  @Override
  public void addLogitGradient(float[] signs, float[][] into) {
    for (int n = 0; n < p.length; n++) {
      double sum = 0;
      for (int c = 0; c < CLASSES; c++) {
        sum += Math.sqrt(p[n][c]) * signs[n * CLASSES + c];
      }
      for (int c = 0; c < CLASSES; c++) {
        double dy = Math.sqrt(p[n][c]) * signs[n * CLASSES + c] - p[n][c] * sum;
        add(0, n, c, dy, into[0]);
        add(1, n, c, dy, into[1]);
      }
    }
  }

  @Override
  public double[] inputCurvature(int layer, float[] signs) {
    double[] values = new double[p.length];
    for (int n = 0; n < values.length; n++) {
      double mean = 0;
      for (int c = 0; c < CLASSES; c++) {
        double y = 0;
        for (int i = 0; i < PIXELS; i++) {
          y += (double) weights[layer][c * PIXELS + i] * signs[n * PIXELS + i];
        }
        mean += p[n][c] * y;
        values[n] += p[n][c] * y * y;
      }
      values[n] -= mean * mean;
    }
    return values;
  }

  @Override
  public void quantizeInput(int layer, InputQuantizer quantizer) {
    quantizers[layer] = quantizer;
  }

  @Override
  public void close() {}
}
