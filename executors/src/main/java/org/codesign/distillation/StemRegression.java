package org.codesign.distillation;

import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;
import org.codesign.engine.LayerWeights;
import org.codesign.network.Layer;
import org.codesign.network.TensorShape;
import org.codesign.network.Window;

/**
 * The convolution with ReLU that imitates a teacher's first boundary best. With x a window of the
 * image and t what the boundary has there, it minimises the convex
 *
 * <pre>sum over t &gt; 0 of (w x + b - t)^2  +  sum over t &lt;= 0 of max(w x + b, 0)^2,</pre>
 *
 * which is at least the squared error after the ReLU, and 0 together with it: a teacher that begins
 * with such a convolution is found again, batch normalisation folded. Newton's method on a
 * piecewise quadratic is least squares over the windows whose target or present answer is positive,
 * until these are the same windows again (Mangasarian, "A Finite Newton Method for Classification",
 * Optimization Methods and Software 17(5), 2002, for a loss of the second kind). The result is a
 * function of the arguments alone.
 */
public final class StemRegression {

  /** Far more than there are weights for a channel. */
  private static final int WINDOWS = 1 << 15;

  private static final int ROUNDS = 30;
  private static final double PENALTY = 1e-9;

  private final Layer stem;
  private final List<float[]> windows = new ArrayList<>();
  private final List<float[]> targets = new ArrayList<>();

  /**
   * Draws windows from the first images.
   *
   * @param inputs normalised images
   * @param boundary the teacher's activations at the first boundary
   */
  public StemRegression(
      Layer stem, ActivationSource inputs, ActivationSource boundary, int images, long seed)
      throws IOException {
    this.stem = stem;
    SplittableRandom random = new SplittableRandom(seed);
    int plane = stem.output().height() * stem.output().width();
    int each = Math.min(plane, Math.max(1, WINDOWS / images));
    float[] image = new float[Math.toIntExact(inputs.shape().elements())];
    float[] wanted = new float[Math.toIntExact(boundary.shape().elements())];
    for (int i = 0; i < images; i++) {
      inputs.read(i, 1, image);
      boundary.read(i, 1, wanted);
      for (int draw = 0; draw < each; draw++) {
        int at = random.nextInt(plane);
        windows.add(window(image, at / stem.output().width(), at % stem.output().width()));
        targets.add(channels(wanted, at, plane));
      }
    }
  }

  /** What the output at a place reads, [C, k, k]; zeros outside of the image. */
  private float[] window(float[] image, int row, int column) {
    TensorShape shape = stem.input();
    Window size = stem.window();
    int kernel = size.kernel();
    float[] window = new float[shape.channels() * kernel * kernel];
    for (int i = 0; i < window.length; i++) {
      int channel = i / (kernel * kernel);
      int y = row * size.stride() - size.padding() + i / kernel % kernel;
      int x = column * size.stride() - size.padding() + i % kernel;
      if (y >= 0 && y < shape.height() && x >= 0 && x < shape.width()) {
        window[i] = image[(channel * shape.height() + y) * shape.width() + x];
      }
    }
    return window;
  }

  private static float[] channels(float[] values, int at, int plane) {
    float[] channels = new float[values.length / plane];
    for (int i = 0; i < channels.length; i++) {
      channels[i] = values[i * plane + at];
    }
    return channels;
  }

  /** The stem's weights. */
  public LayerWeights fit() {
    float[] weights = new float[Math.toIntExact(stem.weights())];
    float[] biases = new float[stem.output().channels()];
    int each = weights.length / biases.length;
    for (int channel = 0; channel < biases.length; channel++) {
      RidgeRegression.Line line = line(channel);
      for (int i = 0; i < each; i++) {
        weights[channel * each + i] = (float) line.slopes()[0][i];
      }
      biases[channel] = (float) line.intercepts()[0];
    }
    return new LayerWeights(stem, weights, biases);
  }

  private RidgeRegression.Line line(int channel) {
    BitSet active = new BitSet();
    active.set(0, windows.size());
    RidgeRegression.Line best = solve(active, channel);
    double least = Double.POSITIVE_INFINITY;
    RidgeRegression.Line line = best;
    for (int round = 0; round < ROUNDS; round++) {
      BitSet next = new BitSet();
      double loss = 0;
      for (int i = 0; i < windows.size(); i++) {
        double target = Math.max(0, targets.get(i)[channel]);
        double answer = line.of(windows.get(i))[0];
        if (target > 0 || answer > 0) {
          next.set(i);
          loss += (answer - target) * (answer - target);
        }
      }
      if (loss < least) {
        least = loss;
        best = line;
      }
      if (next.isEmpty() || next.equals(active)) {
        break;
      }
      active = next;
      line = solve(active, channel);
    }
    return best;
  }

  private RidgeRegression.Line solve(BitSet active, int channel) {
    RidgeRegression regression = new RidgeRegression(windows.get(0).length, 1);
    for (int i = active.nextSetBit(0); i >= 0; i = active.nextSetBit(i + 1)) {
      double target = Math.max(0, targets.get(i)[channel]);
      regression.add(windows.get(i), new double[] {target});
    }
    return regression.solve(PENALTY);
  }
}
