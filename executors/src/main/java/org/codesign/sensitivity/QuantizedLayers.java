package org.codesign.sensitivity;

import java.util.ArrayList;
import java.util.List;
import org.codesign.quantization.SymmetricQuantizer;

/**
 * What quantizing one layer alone does to a network, measured: the baseline that every score has to
 * be compared with, and the divergence that ZeroQ ranks layers by, (1/N) sum over images of KL(p ||
 * q), where p are the probabilities of the network as it is and q those with only this layer
 * quantized (Cai et al., "ZeroQ", CVPR 2020, equation 2).
 */
public final class QuantizedLayers {

  /** What is quantized. */
  public enum Tensor {
    WEIGHTS,
    INPUTS
  }

  /**
   * Sums over the images of a shard.
   *
   * @param loss of the model
   * @param correct images whose largest logit is that of the label
   * @param divergence KL(p || q), 0 for the network as it is
   */
  public record Sums(double loss, double correct, double divergence) {}

  private final CurvatureModel model;
  private final ImageShard shard;
  private final float[] logits;
  private final Sums original;

  /** Runs the network as it is. */
  public QuantizedLayers(CurvatureModel model, ImageShard shard) {
    this.model = model;
    this.shard = shard;
    double loss = shard.measure(model);
    logits = model.logits();
    original = new Sums(loss, correct(logits), 0);
  }

  /** The network as it is. */
  public Sums original() {
    return original;
  }

  /** With the weights of one layer quantized, for each bit-width; they are restored. */
  public List<Sums> weights(int layer, List<Integer> bitWidths) {
    float[] weights = model.weights(layer);
    List<Sums> sums = new ArrayList<>();
    for (int bits : bitWidths) {
      float[] quantized = weights.clone();
      SymmetricQuantizer.quantizePerChannel(
          quantized, model.layers().get(layer).outputChannels(), bits);
      model.setWeights(layer, quantized);
      sums.add(measure());
    }
    model.setWeights(layer, weights);
    return sums;
  }

  /** With what one layer reads quantized by each of the quantizers. */
  public List<Sums> inputs(int layer, List<InputQuantizer> quantizers) {
    List<Sums> sums = new ArrayList<>();
    for (InputQuantizer quantizer : quantizers) {
      model.quantizeInput(layer, quantizer);
      sums.add(measure());
    }
    model.quantizeInput(layer, null);
    return sums;
  }

  /** With several layers quantized at once: weights per channel, inputs by quantizers or not. */
  public Sums all(int weightBits, List<InputQuantizer> quantizers) {
    List<float[]> weights = new ArrayList<>();
    for (int layer = 0; layer < model.layers().size(); layer++) {
      float[] own = model.weights(layer);
      weights.add(own);
      float[] quantized = own.clone();
      SymmetricQuantizer.quantizePerChannel(
          quantized, model.layers().get(layer).outputChannels(), weightBits);
      model.setWeights(layer, quantized);
      if (!quantizers.isEmpty()) {
        model.quantizeInput(layer, quantizers.get(layer));
      }
    }
    Sums sums = measure();
    for (int layer = 0; layer < weights.size(); layer++) {
      model.setWeights(layer, weights.get(layer));
      model.quantizeInput(layer, null);
    }
    return sums;
  }

  private Sums measure() {
    double loss = shard.measure(model);
    float[] quantized = model.logits();
    int classes = logits.length / shard.count();
    double divergence = 0;
    for (int image = 0; image < shard.count(); image++) {
      divergence += divergence(logits, quantized, image * classes, classes);
    }
    return new Sums(loss, correct(quantized), divergence);
  }

  private double correct(float[] values) {
    int classes = values.length / shard.count();
    int correct = 0;
    for (int image = 0; image < shard.count(); image++) {
      int best = 0;
      for (int i = 1; i < classes; i++) {
        best = values[image * classes + i] > values[image * classes + best] ? i : best;
      }
      correct += best == shard.label(image) ? 1 : 0;
    }
    return correct;
  }

  /** sum of p (log p - log q), at least 0, of the softmaxes of two rows of logits. */
  static double divergence(float[] first, float[] second, int offset, int classes) {
    double logOfFirst = logSum(first, offset, classes);
    double logOfSecond = logSum(second, offset, classes);
    double sum = 0;
    for (int i = offset; i < offset + classes; i++) {
      double logP = first[i] - logOfFirst;
      sum += StrictMath.exp(logP) * (logP - (second[i] - logOfSecond));
    }
    return Math.max(0, sum);
  }

  private static double logSum(float[] logits, int offset, int classes) {
    double largest = Double.NEGATIVE_INFINITY;
    for (int i = offset; i < offset + classes; i++) {
      largest = Math.max(largest, logits[i]);
    }
    double sum = 0;
    for (int i = offset; i < offset + classes; i++) {
      sum += StrictMath.exp(logits[i] - largest);
    }
    return largest + StrictMath.log(sum);
  }
}
