package org.codesign.engine;

import java.util.Arrays;
import java.util.Optional;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.params.ConvolutionParamInitializer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.deeplearning4j.util.ConvolutionUtils;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.shape.Shape;

/** What the layers of full and of depthwise convolutions in oneDNN have in common. */
final class DnnlConvolutionLayers {

  private final ConvolutionLayer settings;
  private Optional<DnnlConvolution> convolution = Optional.empty();

  DnnlConvolutionLayers(ConvolutionLayer settings) {
    this.settings = settings;
  }

  /** The array itself if it is plain in memory, otherwise a copy that is. */
  static INDArray plain(INDArray array) {
    return array.ordering() == 'c' && Shape.hasDefaultStridesForShape(array)
        ? array
        : array.dup('c');
  }

  /** The output before the activation function. */
  INDArray forward(Weights weights, INDArray input, LayerWorkspaceMgr workspaces) {
    INDArray in = plain(input);
    DnnlConvolution ready = convolution(weights, in.shape());
    INDArray output =
        workspaces.createUninitialized(ArrayType.ACTIVATIONS, DataType.FLOAT, ready.output());
    ready.forward(in, weights.array(), weights.bias(), output);
    return output;
  }

  /** The gradients, of which those of the parameters go into the given views. */
  Pair<Gradient, INDArray> backward(
      Weights weights,
      INDArray input,
      INDArray outputGradient,
      INDArray weightGradient,
      INDArray biasGradient,
      LayerWorkspaceMgr workspaces) {
    INDArray in = plain(input);
    INDArray inputGradient =
        workspaces.createUninitialized(ArrayType.ACTIVATION_GRAD, DataType.FLOAT, in.shape());
    convolution(weights, in.shape())
        .backward(
            in,
            weights.array(),
            plain(outputGradient),
            inputGradient,
            weightGradient,
            biasGradient);
    Gradient gradient = new DefaultGradient();
    if (biasGradient != null) {
      gradient.setGradientFor(ConvolutionParamInitializer.BIAS_KEY, biasGradient);
    }
    gradient.setGradientFor(ConvolutionParamInitializer.WEIGHT_KEY, weightGradient, 'c');
    return new Pair<>(gradient, inputGradient);
  }

  private DnnlConvolution convolution(Weights weights, long[] input) {
    if (convolution.isEmpty() || !convolution.get().fits(input, weights.strides())) {
      convolution = Optional.of(new DnnlConvolution(shape(weights, input)));
    }
    return convolution.get();
  }

  private DnnlConvolution.Shape shape(Weights weights, long[] input) {
    int[] kernel = settings.getKernelSize();
    int[] stride = settings.getStride();
    int[] dilation = settings.getDilation();
    ConvolutionMode mode = settings.getConvolutionMode();
    long[] size = new long[2];
    int[] padding = settings.getPadding().clone();
    for (int i = 0; i < 2; i++) {
      int extent = (kernel[i] - 1) * dilation[i] + 1;
      long in = input[2 + i];
      size[i] =
          mode == ConvolutionMode.Same
              ? (in + stride[i] - 1) / stride[i]
              : (in + 2L * padding[i] - extent) / stride[i] + 1;
    }
    if (mode == ConvolutionMode.Same) {
      int[] out = Arrays.stream(size).mapToInt(Math::toIntExact).toArray();
      int[] in = {Math.toIntExact(input[2]), Math.toIntExact(input[3])};
      padding = ConvolutionUtils.getSameModeTopLeftPadding(out, in, kernel, stride, dilation);
    }
    long[] output = {input[0], settings.getNOut(), size[0], size[1]};
    return new DnnlConvolution.Shape(
        input,
        weights.dimensions(),
        weights.strides(),
        output,
        stride,
        padding,
        dilation,
        weights.bias() != null);
  }

  /**
   * The parameters of a layer.
   *
   * @param dimensions of the weights as oneDNN names them
   * @param strides of the array for those dimensions
   * @param bias null if there is none
   */
  // A bundle of arguments: never compared.
  @SuppressWarnings("ArrayRecordComponent")
  record Weights(INDArray array, long[] dimensions, long[] strides, INDArray bias) {

    /** Of a full convolution, [O, I, H, W]. */
    static Weights full(INDArray array, INDArray bias) {
      return new Weights(array, array.shape(), Arrays.copyOf(array.stride(), 4), bias);
    }

    /** Of a depthwise convolution, [H, W, C, multiplier]. */
    static Weights depthwise(INDArray array, INDArray bias) {
      long[] size = array.shape();
      long[] stride = array.stride();
      return new Weights(
          array,
          new long[] {size[2], size[3], 1, size[0], size[1]},
          new long[] {stride[2], stride[3], 1, stride[0], stride[1]},
          bias);
    }
  }
}
