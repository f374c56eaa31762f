package org.codesign.distillation;

import org.nd4j.linalg.api.ndarray.INDArray;

/** Whatever answers class probabilities. */
public interface Classifier {

  /**
   * The probability of each class, [N, classes]; the caller's to free.
   *
   * @param images normalised, [N, C, H, W]
   */
  INDArray probabilities(INDArray images);
}
