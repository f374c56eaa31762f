package org.codesign.sensitivity;

/**
 * How far the statistics of images are from those that a network's batch normalisations keep (Cai
 * et al., "ZeroQ", CVPR 2020, equation 1).
 */
@FunctionalInterface
public interface BatchNormMatching {

  /**
   * The sum over the normalisations and the input, of ||mean - running mean||^2 + ||standard
   * deviation - running one||^2.
   *
   * @param images [N, C, H, W], normalised
   * @param gradient is overwritten with the derivative with respect to each pixel
   */
  double lossAndGradient(float[] images, int count, float[] gradient);
}
