package org.codesign.engine;

import org.codesign.network.Layer;
import org.codesign.network.LayerOperator;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * How Deeplearning4j lays out the weights of a layer, and the way to [outC, inC / groups, k, k].
 */
enum WeightLayout {
  /** [outC, inC, kH, kW]. */
  CONVOLUTION(0, 1, 2, 3),
  /** [kH, kW, C, 1]. */
  DEPTHWISE(2, 3, 0, 1),
  /** [in, out]. */
  DENSE(1, 0);

  // Never written after construction; ND4J's permute takes an int array.
  @SuppressWarnings("ImmutableEnumChecker")
  private final int[] toCanonical;

  WeightLayout(int... toCanonical) {
    this.toCanonical = toCanonical;
  }

  static WeightLayout of(Layer layer) {
    if (layer.operator() == LayerOperator.LINEAR) {
      return DENSE;
    }
    return layer.isDepthwise() ? DEPTHWISE : CONVOLUTION;
  }

  /** A copy of Deeplearning4j's array as [outC, inC / groups, k, k], row-major. */
  float[] read(INDArray array) {
    return array.permute(toCanonical).dup('c').data().asFloat();
  }

  /** Writes [outC, inC / groups, k, k] into an array of Deeplearning4j's shape. */
  void write(float[] canonical, INDArray target) {
    INDArray view = target.permute(toCanonical);
    view.assign(Nd4j.create(canonical, view.shape(), 'c'));
  }

  /** The number of output channels of Deeplearning4j's array. */
  int outputChannels(INDArray array) {
    return Math.toIntExact(array.size(toCanonical[0]));
  }
}
