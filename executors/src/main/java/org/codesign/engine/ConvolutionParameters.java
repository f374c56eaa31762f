package org.codesign.engine;

import java.util.Optional;
import org.bytedeco.dnnl.memory;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.params.ConvolutionParamInitializer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Weights and bias of a full or depthwise convolution in Deeplearning4j's layout. */
final class ConvolutionParameters {

  private static final String WEIGHTS = ConvolutionParamInitializer.WEIGHT_KEY;
  private static final String BIAS = ConvolutionParamInitializer.BIAS_KEY;

  private final LayerParameters parameters;
  private final ConvolutionLayer settings;
  private final int[] weightAxes;

  private ConvolutionParameters(Layer layer, int... weightAxes) {
    this.parameters = new LayerParameters(layer);
    this.settings = (ConvolutionLayer) layer.conf().getLayer();
    this.weightAxes = weightAxes;
  }

  /** Weights of Deeplearning4j are [O, I, H, W]. */
  static ConvolutionParameters full(Layer layer) {
    return new ConvolutionParameters(layer, 0, 1, 2, 3);
  }

  /** Weights of Deeplearning4j are [H, W, C, multiplier]; oneDNN has groups first. */
  static ConvolutionParameters depthwise(Layer layer) {
    return new ConvolutionParameters(layer, 2, 3, -1, 0, 1);
  }

  /** The convolution of an input [N, C, H, W]; with a bias if it has one or gets one. */
  ConvolutionKernels kernels(long[] input, boolean withBias) {
    return new ConvolutionKernels(
        input,
        ConvolutionWindow.of(settings, input),
        Dnnl.any(LayerParameters.dimensions(parameters.array(WEIGHTS), weightAxes)),
        withBias ? biasLayout() : new memory.desc());
  }

  boolean hasBias() {
    return settings.hasBias();
  }

  /** The number of output channels. */
  int outputs() {
    return Math.toIntExact(settings.getNOut());
  }

  /** Whether the output channels are the first dimension of the weights, not the last ones. */
  boolean isOutputFirst() {
    return weightAxes[0] == 0;
  }

  /** Whether weights lie in memory in the order of their dimensions. */
  boolean isOrdered() {
    INDArray array = parameters.array(WEIGHTS);
    return array.ordering() == 'c' && NativeArrays.isDense(array);
  }

  /** The weights as the forward pass sees them. */
  DnnlTensor weights(DnnlPlan plan) {
    return parameters.seen(plan, WEIGHTS, weightLayout());
  }

  /** The bias as the forward pass sees it, if there is one. */
  Optional<DnnlTensor> bias(DnnlPlan plan) {
    return settings.hasBias()
        ? Optional.of(parameters.seen(plan, BIAS, biasLayout()))
        : Optional.empty();
  }

  DnnlTensor weightGradient() {
    return DnnlTensor.of(weightLayout(), parameters.gradient(WEIGHTS));
  }

  Optional<DnnlTensor> biasGradient() {
    return settings.hasBias()
        ? Optional.of(DnnlTensor.of(biasLayout(), parameters.gradient(BIAS)))
        : Optional.empty();
  }

  memory.desc weightLayout() {
    return LayerParameters.layout(parameters.array(WEIGHTS), weightAxes);
  }

  memory.desc biasLayout() {
    return Dnnl.layout(memory.format_tag.a, settings.getNOut());
  }
}
