package org.codesign.distillation;

import java.io.IOException;
import java.util.List;
import org.codesign.engine.LayerWeights;
import org.codesign.network.Layer;
import org.codesign.network.TensorShape;

/**
 * The linear classifier that answers a teacher's logits from the averages of its last boundary's
 * channels, by {@linkplain RidgeRegression least squares} (Ba and Caruana, "Do Deep Nets Really
 * Need to be Deep?", NIPS 2014, section 2.3, learn logits in the same sense). Of each image's
 * logits their mean is taken away, which no probability depends on. A teacher that ends in global
 * average pooling and a linear layer is found again. The result is a function of the arguments
 * alone.
 */
public final class ClassifierRegression {

  /** Shares of the features' mean square; the one of least held-out error wins. */
  private static final List<Double> PENALTIES = List.of(1e-8, 1e-6, 1e-4, 1e-2, 1.0);

  private final ActivationSource boundary;
  private final ActivationSource logits;

  /**
   * @param boundary the teacher's activations at the last boundary
   * @param logits its logits for the same images
   */
  public ClassifierRegression(ActivationSource boundary, ActivationSource logits) {
    this.boundary = boundary;
    this.logits = logits;
  }

  /**
   * A classifier.
   *
   * @param heldOutError the normalised squared error of the logits without their means
   * @param agreement the share of held-out images on whose class it agrees with the teacher
   */
  public record Fit(LayerWeights weights, double heldOutError, double agreement) {}

  /** Fits the classifier to the first images, and measures it on the rest. */
  public Fit fit(Layer classifier, int images) throws IOException {
    RidgeRegression regression =
        new RidgeRegression(classifier.input().channels(), classifier.output().channels());
    for (int image = 0; image < images; image++) {
      regression.add(averages(image), wanted(image));
    }
    Fit best = null;
    for (double penalty : PENALTIES) {
      Fit fit = measured(classifier, regression.solve(penalty), images);
      if (best == null || fit.heldOutError() < best.heldOutError()) {
        best = fit;
      }
    }
    return best;
  }

  private Fit measured(Layer classifier, RidgeRegression.Line line, int first) throws IOException {
    double error = 0;
    double energy = 0;
    int same = 0;
    for (int image = first; image < boundary.count(); image++) {
      double[] target = wanted(image);
      double[] answer = line.of(averages(image));
      for (int i = 0; i < target.length; i++) {
        error += (answer[i] - target[i]) * (answer[i] - target[i]);
        energy += target[i] * target[i];
      }
      same += largest(answer) == largest(target) ? 1 : 0;
    }
    return new Fit(
        weights(classifier, line),
        error == 0 ? 0 : error / energy,
        (double) same / (boundary.count() - first));
  }

  private static LayerWeights weights(Layer classifier, RidgeRegression.Line line) {
    int inputs = classifier.input().channels();
    float[] weights = new float[Math.toIntExact(classifier.weights())];
    float[] biases = new float[classifier.output().channels()];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (float) line.slopes()[i / inputs][i % inputs];
    }
    for (int i = 0; i < biases.length; i++) {
      biases[i] = (float) line.intercepts()[i];
    }
    return new LayerWeights(classifier, weights, biases);
  }

  /** The mean of each channel. */
  private float[] averages(int image) throws IOException {
    TensorShape shape = boundary.shape();
    int plane = shape.height() * shape.width();
    float[] values = read(boundary, image);
    double[] sums = new double[shape.channels()];
    for (int i = 0; i < values.length; i++) {
      sums[i / plane] += values[i];
    }
    float[] averages = new float[sums.length];
    for (int i = 0; i < averages.length; i++) {
      averages[i] = (float) (sums[i] / plane);
    }
    return averages;
  }

  private double[] wanted(int image) throws IOException {
    float[] values = read(logits, image);
    double mean = 0;
    for (float value : values) {
      mean += value;
    }
    mean /= values.length;
    double[] wanted = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      wanted[i] = values[i] - mean;
    }
    return wanted;
  }

  private static float[] read(ActivationSource source, int image) throws IOException {
    float[] values = new float[Math.toIntExact(source.shape().elements())];
    source.read(image, 1, values);
    return values;
  }

  private static int largest(double[] values) {
    int best = 0;
    for (int i = 1; i < values.length; i++) {
      best = values[i] > values[best] ? i : best;
    }
    return best;
  }
}
