package org.codesign.sensitivity;

import java.util.List;

/**
 * A network on images, as the estimators see it: losses, gradients and curvature of a batch. Not
 * thread-safe; one native thread.
 */
public interface CurvatureModel extends AutoCloseable {

  /**
   * Layers with weights, in the order of the data: stable name, weight count (without bias), output
   * channels, input elements of one image.
   */
  List<WeightedLayer> layers();

  /** Copies the weights of a layer, [outC, inC/groups, k, k] or [out, in]. */
  float[] weights(int layer);

  /** Replaces the weights of a layer (quantized, perturbed); the next batch() uses them. */
  void setWeights(int layer, float[] weights);

  /**
   * Runs forward and backward of the mean loss over a batch and keeps what products need. pixels:
   * [N,C,H,W] normalised. Returns the SUM of the loss over the images.
   */
  double batch(float[] images, int[] labels, int count);

  /** The logits of the last batch, [N, classes]. */
  float[] logits();

  /** d(sum of losses)/d(weights of layer) of the last batch, added into an array. */
  void addGradient(int layer, float[] into);

  /**
   * Product of the Hessian of the last batch's SUM of losses (with respect to the weights of the
   * layers with a non-null direction, all other weights fixed) with the directions; added into
   * {@code into} (null where the direction is null).
   */
  void addHessianProduct(float[][] direction, float[][] into);

  /**
   * Per image z'Hz of the loss with respect to the input of a layer, z of random signs given, [N,
   * inputElements]; one value an image.
   */
  double[] inputCurvature(int layer, float[] signs);

  /**
   * Captures/limits for quantized activations: clip-and-round the input of a layer to these levels
   * in the next batch(); null restores.
   */
  void quantizeInput(int layer, InputQuantizer quantizer);

  @Override
  void close();
}
