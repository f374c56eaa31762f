package org.codesign.engine;

import java.nio.FloatBuffer;
import java.util.Optional;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.params.BatchNormalizationParamInitializer;

/**
 * Batch normalisation by running statistics as part of the convolution before it: w' = f w and b' =
 * f (b - mean) + beta with f = gamma / sqrt(variance + epsilon) of each output channel. Done anew
 * in each run, since parameters may have changed.
 */
final class NormalisationFolding {

  private final LayerParameters norm;
  private final double epsilon;

  NormalisationFolding(Layer norm) {
    this.norm = new LayerParameters(norm);
    this.epsilon = ((BatchNormalization) norm.conf().getLayer()).getEps();
  }

  /** Weights and bias of a convolution. */
  record Folded(DnnlTensor weights, Optional<DnnlTensor> bias) {}

  /** Adds the step that writes folded weights and bias. */
  Folded fold(DnnlPlan plan, ConvolutionParameters convolution) {
    DnnlTensor weights = convolution.weights(plan);
    Optional<DnnlTensor> bias = convolution.bias(plan);
    DnnlTensor foldedWeights = plan.take(weights.layout());
    DnnlTensor foldedBias = plan.take(convolution.biasLayout());
    int outputs = convolution.outputs();
    float[] shifts = new float[outputs];
    float[] factors = new float[outputs];
    plan.step(
        () -> {
          bias.ifPresent(values -> values.floats().get(shifts));
          foldBias(factors, shifts, foldedBias.floats());
          if (convolution.isOutputFirst()) {
            scaleRows(weights.floats(), factors, foldedWeights.floats());
          } else {
            scaleColumns(weights.floats(), factors, foldedWeights.floats());
          }
        });
    return new Folded(foldedWeights, Optional.of(foldedBias));
  }

  private void foldBias(float[] factors, float[] bias, FloatBuffer target) {
    FloatBuffer gamma = values(BatchNormalizationParamInitializer.GAMMA);
    FloatBuffer beta = values(BatchNormalizationParamInitializer.BETA);
    FloatBuffer mean = values(BatchNormalizationParamInitializer.GLOBAL_MEAN);
    FloatBuffer variance = values(BatchNormalizationParamInitializer.GLOBAL_VAR);
    for (int i = 0; i < factors.length; i++) {
      factors[i] = (float) (gamma.get(i) / Math.sqrt(variance.get(i) + epsilon));
      target.put(i, beta.get(i) + (bias[i] - mean.get(i)) * factors[i]);
    }
  }

  private FloatBuffer values(String key) {
    return NativeArrays.floats(norm.array(key));
  }

  /** Output channels first. */
  private static void scaleRows(FloatBuffer weights, float[] factors, FloatBuffer target) {
    float[] row = new float[weights.remaining() / factors.length];
    for (float factor : factors) {
      weights.get(row);
      for (int i = 0; i < row.length; i++) {
        row[i] *= factor;
      }
      target.put(row);
    }
  }

  /** Output channels last. */
  private static void scaleColumns(FloatBuffer weights, float[] factors, FloatBuffer target) {
    float[] row = new float[factors.length];
    while (weights.hasRemaining()) {
      weights.get(row);
      for (int i = 0; i < row.length; i++) {
        row[i] *= factors[i];
      }
      target.put(row);
    }
  }
}
