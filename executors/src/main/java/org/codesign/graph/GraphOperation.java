package org.codesign.graph;

/** What a node of a graph does. Batch normalisation is that of inference, an affine map. */
public sealed interface GraphOperation {

  /**
   * A convolution with bias; its weights are [O, I / groups, H, W].
   *
   * @param top padding at the top; the others likewise
   */
  record Convolution(
      int outChannels,
      int kernelHeight,
      int kernelWidth,
      int strideHeight,
      int strideWidth,
      int dilationHeight,
      int dilationWidth,
      int top,
      int left,
      int bottom,
      int right,
      int groups)
      implements GraphOperation {

    /** A square kernel, padded alike on all sides. */
    public static Convolution square(
        int outChannels, int kernel, int stride, int padding, int groups) {
      return new Convolution(
          outChannels,
          kernel,
          kernel,
          stride,
          stride,
          1,
          1,
          padding,
          padding,
          padding,
          padding,
          groups);
    }
  }

  /** A fully connected layer with bias on the values in the order C, H, W; weights are [O, I]. */
  record Linear(int outFeatures) implements GraphOperation {}

  /** Per channel scale * (x - mean) / sqrt(variance + epsilon) + shift. */
  record BatchNormalization(float epsilon) implements GraphOperation {}

  /** An activation function on each value. */
  record Activation(ActivationFunction function) implements GraphOperation {}

  /** The sum of two tensors of one shape. */
  record Add() implements GraphOperation {}

  /** The product of two tensors of one shape; the second may have one value a channel instead. */
  record Multiply() implements GraphOperation {}

  /** The channels of all inputs, one after another. */
  record Concat() implements GraphOperation {}

  /**
   * The largest value of each window, or the mean over its values inside the image.
   *
   * @param maximum the largest; otherwise the mean
   */
  record Pool(
      boolean maximum,
      int kernelHeight,
      int kernelWidth,
      int strideHeight,
      int strideWidth,
      int top,
      int left,
      int bottom,
      int right,
      boolean countPadding)
      implements GraphOperation {}

  /** The mean over all rows and columns. */
  record GlobalAveragePool() implements GraphOperation {}
}
