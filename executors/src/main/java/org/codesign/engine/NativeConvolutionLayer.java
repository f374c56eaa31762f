package org.codesign.engine;

import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.convolution.ConvolutionLayer;
import org.deeplearning4j.nn.params.ConvolutionParamInitializer;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Deeplearning4j's convolution without activation function and dropout, run by {@link
 * DnnlConvolution}; its own backward pass would do the forward pass again.
 */
final class NativeConvolutionLayer extends ConvolutionLayer {

  private static final long serialVersionUID = 1L;

  private final transient DnnlConvolutionLayers layers;

  NativeConvolutionLayer(NeuralNetConfiguration conf, DataType type) {
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
            gradientViews.get(ConvolutionParamInitializer.WEIGHT_KEY),
            hasBias() ? gradientViews.get(ConvolutionParamInitializer.BIAS_KEY) : null,
            workspaces);
    weightNoiseParams.clear();
    return gradients;
  }

  private DnnlConvolutionLayers.Weights weights(boolean training, LayerWorkspaceMgr workspaces) {
    INDArray bias =
        hasBias()
            ? getParamWithNoise(ConvolutionParamInitializer.BIAS_KEY, training, workspaces)
            : null;
    return DnnlConvolutionLayers.Weights.full(
        getParamWithNoise(ConvolutionParamInitializer.WEIGHT_KEY, training, workspaces), bias);
  }
}
