package org.codesign.engine;

import java.util.Arrays;
import java.util.Map;
import org.bytedeco.dnnl.memory;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.weightnoise.IWeightNoise;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The parameters of a Deeplearning4j layer and their gradients, where Deeplearning4j has them. */
final class LayerParameters {

  private final Layer layer;
  private final IWeightNoise noise;

  LayerParameters(Layer layer) {
    this.layer = layer;
    this.noise = ((BaseLayer) layer.conf().getLayer()).getWeightNoise();
  }

  /** A parameter as the forward pass sees it: with the noise of its layer, drawn in a step. */
  DnnlTensor seen(DnnlPlan plan, String key, memory.desc layout) {
    DnnlTensor tensor = DnnlTensor.of(layout, layer.getParam(key));
    if (noise != null) {
      boolean training = plan.pass() == DnnlPass.TRAINING;
      plan.step(
          () ->
              tensor.bind(
                  noise.getParameter(
                      layer,
                      key,
                      layer.getIterationCount(),
                      layer.getEpochCount(),
                      training,
                      LayerWorkspaceMgr.noWorkspaces())));
    }
    return tensor;
  }

  /** The array of a parameter. */
  INDArray array(String key) {
    return layer.getParam(key);
  }

  /** The view into the gradients of the whole graph. */
  INDArray gradient(String key) {
    Map<String, INDArray> views =
        layer
            .conf()
            .getLayer()
            .initializer()
            .getGradientsFromFlattened(layer.conf(), layer.getGradientsViewArray());
    return views.get(key);
  }

  /** The sizes of an array's dimensions in another order; an axis below zero has one value. */
  static long[] dimensions(INDArray array, int... axes) {
    return Arrays.stream(axes).mapToLong(axis -> axis < 0 ? 1 : array.size(axis)).toArray();
  }

  /** The layout of an array as it is, its dimensions in another order and perhaps more of them. */
  static memory.desc layout(INDArray array, int... axes) {
    long[] strides =
        Arrays.stream(axes).mapToLong(axis -> axis < 0 ? 1 : array.stride(axis)).toArray();
    return new memory.desc(dimensions(array, axes), memory.data_type.f32, strides);
  }
}
