package org.codesign.engine;

import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.convolution.DepthwiseConvolution2DLayer;
import org.deeplearning4j.nn.params.DepthwiseConvolutionParamInitializer;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Deeplearning4j's depthwise convolution without activation function and dropout, run by {@link
 * DnnlConvolution}; its own backward pass would do the forward pass again.
 */
final class NativeDepthwiseLayer extends DepthwiseConvolution2DLayer {

  private static final long serialVersionUID = 1L;

  private final transient DnnlConvolutionLayers layers;

  NativeDepthwiseLayer(NeuralNetConfiguration conf, DataType type) {
    super(conf, type);
    layers = new DnnlConvolutionLayers(layerConf());
  }

  @Override
  protected Pair<INDArray, INDArray> preOutput(
      boolean training, boolean forBackprop, LayerWorkspaceMgr workspaces) {
    assertInputSet(false);
    return new Pair<>(layers.forward(weights(training, workspaces), input, workspaces), null);
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaces) {
    assertInputSet(true);
    Pair<Gradient, INDArray> gradients =
        layers.backward(
            weights(true, workspaces),
            input,
            epsilon,
            gradientViews.get(DepthwiseConvolutionParamInitializer.WEIGHT_KEY),
            hasBias() ? gradientViews.get(DepthwiseConvolutionParamInitializer.BIAS_KEY) : null,
            workspaces);
    weightNoiseParams.clear();
    return gradients;
  }

  private DnnlConvolutionLayers.Weights weights(boolean training, LayerWorkspaceMgr workspaces) {
    INDArray bias =
        hasBias()
            ? getParamWithNoise(DepthwiseConvolutionParamInitializer.BIAS_KEY, training, workspaces)
            : null;
    return DnnlConvolutionLayers.Weights.depthwise(
        getParamWithNoise(DepthwiseConvolutionParamInitializer.WEIGHT_KEY, training, workspaces),
        bias);
  }
}
