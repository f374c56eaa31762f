package org.codesign.engine;

import org.nd4j.linalg.api.ndarray.INDArray;

/** The end of a graph: an answer at inference, a loss and its gradient in training. */
interface LossNode extends DnnlNode {

  /** What the next run is compared with. */
  void setLabels(INDArray labels);

  /** The loss of the last run, averaged over the images, without regularisation. */
  double loss();
}
