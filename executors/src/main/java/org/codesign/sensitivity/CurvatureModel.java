package org.codesign.sensitivity;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A network on images, as the estimators see it: losses, gradients and curvature of a batch. One
 * native thread; not thread-safe.
 */
public interface CurvatureModel extends AutoCloseable {

  /** The layers with weights, in the order of the data. */
  List<WeightedLayer> layers();

  /**
   * Whether the logits are a piecewise linear function of the weights of each layer, the others
   * being fixed: then a layer's part of the Hessian is its Gauss-Newton matrix.
   */
  boolean isPiecewiseLinear();

  /** A copy of the weights of a layer, [O, I / groups, H, W] or [O, I]. */
  float[] weights(int layer);

  /** Replaces the weights of a layer from the next {@link #batch} on. */
  void setWeights(int layer, float[] weights);

  /**
   * Runs the network and the gradient of a batch and keeps what the products need.
   *
   * @param images [N, C, H, W], normalised
   * @param labels a class for each image, or what the loss of the model asks for
   * @param count the number of images, N
   * @return the sum of the images' losses
   */
  double batch(float[] images, int[] labels, int count);

  /**
   * Runs the network alone, for its losses and {@link #logits}; derivatives are not at hand until
   * the next {@link #batch}.
   *
   * @return the sum of the images' losses
   */
  default double loss(float[] images, int[] labels, int count) {
    return batch(images, labels, count);
  }

  /** The logits of the last batch, [N, classes]. */
  float[] logits();

  /** Adds the gradient of the last batch's sum of losses with respect to a layer's weights. */
  void addGradient(int layer, float[] into);

  /**
   * Adds the product of the Hessian of the last batch's sum of losses with a direction. The Hessian
   * is with respect to the weights of the layers that have a direction; all others are fixed.
   *
   * @param direction for each layer its direction, or null
   * @param into for each layer with a direction the sum to add to
   */
  void addHessianProduct(float[] @Nullable [] direction, float[] @Nullable [] into);

  /**
   * For each image of the last batch v' H v, where H is the Hessian of its loss with respect to the
   * weights of one layer.
   *
   * @param direction v
   */
  double[] weightCurvature(int layer, float[] direction);

  /**
   * Adds J' S z for every layer, where J is the derivative of the last batch's logits with respect
   * to the layer's weights and S S' the Hessian of the sum of losses with respect to the logits:
   * the gradient of a function of the logits.
   *
   * @param signs z, [N, classes]
   * @param into for each layer the sum to add to
   */
  void addLogitGradient(float[] signs, float[][] into);

  /**
   * For each image of the last batch z' H z, where H is the Hessian of its loss with respect to
   * what a layer reads.
   *
   * @param signs z, [N, input elements of the layer] in the order C, H, W
   */
  double[] inputCurvature(int layer, float[] signs);

  /** Rounds what a layer reads from the next {@link #batch} on; null ends it. */
  void quantizeInput(int layer, @Nullable InputQuantizer quantizer);

  @Override
  void close();
}
