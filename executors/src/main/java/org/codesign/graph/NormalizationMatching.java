package org.codesign.graph;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.codesign.graph.GraphWeights.Role;
import org.codesign.network.TensorShape;
import org.codesign.sensitivity.BatchNormMatching;
import org.jspecify.annotations.Nullable;

/**
 * The distance of a batch's statistics from those that the batch normalisations of a network keep,
 * the sum of (mean - running mean)^2 + (deviation - running deviation)^2 over the channels of what
 * each of them reads, over the batch, and over those of the image, which should be 0 and 1 (Cai et
 * al., "ZeroQ", CVPR 2020, equation 1). Deviations are sqrt(variance + epsilon). With M values of a
 * channel the derivative is 2 (mean - running mean) / M + 2 (deviation - running deviation) (x -
 * mean) / (M deviation). Of one thread.
 */
public final class NormalizationMatching implements BatchNormMatching, AutoCloseable {

  private static final double PIXEL_EPSILON = 1e-5;

  /** What the channels of a tensor should be like; arrays are not copied. */
  private static final class Wanted {
    private final String tensor;
    private final double[] means;
    private final double[] deviations;
    private final double epsilon;

    Wanted(String tensor, double[] means, double[] deviations, double epsilon) {
      this.tensor = tensor;
      this.means = means;
      this.deviations = deviations;
      this.epsilon = epsilon;
    }
  }

  private final GraphModel model;
  private final List<Wanted> wanted = new ArrayList<>();
  private @Nullable GraphSession session;
  private int count;

  /**
   * A matching of a network whose batch normalisations are not folded.
   *
   * @throws IllegalArgumentException if it has none
   */
  public NormalizationMatching(GraphModel model) {
    this.model = model;
    if (!model.isNormalized()) {
      throw new IllegalArgumentException("The network must have a batch normalisation.");
    }
    int channels = model.graph().input().channels();
    double[] ones = new double[channels];
    Arrays.fill(ones, 1);
    wanted.add(new Wanted(LayerGraph.INPUT, new double[channels], ones, PIXEL_EPSILON));
    for (GraphNode node : model.graph().nodes()) {
      if (node.operation() instanceof GraphOperation.BatchNormalization it) {
        wanted.add(wanted(node, it.epsilon()));
      }
    }
  }

  private Wanted wanted(GraphNode node, double epsilon) {
    float[] mean = model.weights().get(node.name(), Role.MEAN);
    float[] variance = model.weights().get(node.name(), Role.VARIANCE);
    double[] means = new double[mean.length];
    double[] deviations = new double[mean.length];
    for (int i = 0; i < means.length; i++) {
      means[i] = mean[i];
      deviations[i] = Math.sqrt(variance[i] + epsilon);
    }
    return new Wanted(node.inputs().get(0), means, deviations, epsilon);
  }

  @Override
  public double lossAndGradient(float[] images, int number, float[] gradient) {
    if (session == null || number != count) {
      close();
      session = opened(number);
      count = number;
    }
    GraphSession current = session;
    current.setImages(images);
    // Values may be overwritten by later nodes in place only where no normalisation reads them.
    current.forward();
    Set<String> targets = new HashSet<>();
    wanted.forEach(it -> targets.add(it.tensor));
    Set<String> needed = current.ancestors(targets);
    double[] loss = new double[1];
    current.backwardFromInside(
        Part.GRADIENT,
        new Pass(Set.of(), needed, Set.of()),
        name ->
            wanted.stream()
                .filter(it -> it.tensor.equals(name))
                .forEach(it -> loss[0] += add(it, current.tensor(name))));
    NativeTensor pixels = current.tensor(LayerGraph.INPUT);
    float[] result = GraphSession.toChannelsFirst(pixels.floats(Part.GRADIENT), pixels.shape());
    System.arraycopy(result, 0, gradient, 0, result.length);
    return loss[0];
  }

  private GraphSession opened(int number) {
    GraphSession opened = new GraphSession(model, number);
    for (GraphNode node : model.graph().nodes()) {
      if (GraphModel.isProduct(node.operation())) {
        opened
            .product(node.name())
            .setWeights(
                model.weights().get(node.name(), Role.WEIGHTS),
                model.weights().get(node.name(), Role.BIAS));
      }
    }
    return opened;
  }

  /** Adds the derivative of one tensor's distance to its gradient; returns the distance. */
  private static double add(Wanted wanted, NativeTensor tensor) {
    TensorShape shape = tensor.shape();
    int channels = shape.channels();
    float[] values = new float[Math.toIntExact(shape.elements())];
    tensor.floats(Part.VALUE).clear().get(values);
    int each = values.length / channels;
    double[] means = new double[channels];
    double[] squares = new double[channels];
    for (int i = 0; i < values.length; i += channels) {
      for (int channel = 0; channel < channels; channel++) {
        means[channel] += values[i + channel];
      }
    }
    for (int channel = 0; channel < channels; channel++) {
      means[channel] /= each;
    }
    for (int i = 0; i < values.length; i += channels) {
      for (int channel = 0; channel < channels; channel++) {
        double centred = values[i + channel] - means[channel];
        squares[channel] += centred * centred;
      }
    }
    double loss = 0;
    float[] constant = new float[channels];
    float[] slope = new float[channels];
    for (int channel = 0; channel < channels; channel++) {
      double deviation = Math.sqrt(squares[channel] / each + wanted.epsilon);
      double shift = means[channel] - wanted.means[channel];
      double spread = deviation - wanted.deviations[channel];
      loss += shift * shift + spread * spread;
      double factor = 2 * spread / (each * deviation);
      slope[channel] = (float) factor;
      constant[channel] = (float) (2 * shift / each - factor * means[channel]);
    }
    write(values, constant, slope, tensor);
    return loss;
  }

  private static void write(float[] values, float[] constant, float[] slope, NativeTensor tensor) {
    FloatBuffer buffer = tensor.floats(Part.GRADIENT);
    float[] gradient = new float[values.length];
    if (tensor.isWritten(Part.GRADIENT)) {
      buffer.clear().get(gradient);
    }
    for (int i = 0; i < values.length; i += constant.length) {
      for (int channel = 0; channel < constant.length; channel++) {
        gradient[i + channel] += slope[channel] * values[i + channel] + constant[channel];
      }
    }
    buffer.clear().put(gradient);
    tensor.markWritten(Part.GRADIENT);
  }

  @Override
  public void close() {
    if (session != null) {
      session.close();
      session = null;
    }
  }
}
