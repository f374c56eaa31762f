package org.codesign.engine;

import java.lang.reflect.Field;
import java.util.Arrays;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.nn.graph.vertex.impl.LayerVertex;
import org.deeplearning4j.nn.layers.ActivationLayer;
import org.deeplearning4j.nn.layers.convolution.ConvolutionLayer;
import org.deeplearning4j.nn.layers.convolution.DepthwiseConvolution2DLayer;
import org.deeplearning4j.nn.layers.normalization.BatchNormalization;
import org.deeplearning4j.nn.layers.normalization.BatchNormalizationHelper;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * Gives the layers of an initialised graph their oneDNN forms. The configuration of the graph, and
 * so the model it is saved as, stays Deeplearning4j's own; layers that have no such form stay as
 * they are.
 */
final class NativeLayers {

  private NativeLayers() {}

  /** Replaces layers of the graph where that is possible. */
  static void install(ComputationGraph graph) {
    try {
      Layer[] layers = graph.getLayers();
      for (GraphVertex vertex : graph.getVertices()) {
        if (vertex instanceof LayerVertex) {
          Layer before = vertex.getLayer();
          Layer after = nativeForm(before);
          if (after != before) {
            field(LayerVertex.class, "layer").set(vertex, after);
            layers[Arrays.asList(layers).indexOf(before)] = after;
          }
        }
      }
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("Deeplearning4j's layers have no place for others.", e);
    }
  }

  private static Layer nativeForm(Layer layer) throws ReflectiveOperationException {
    if (layer.getClass() == BatchNormalization.class) {
      Field helper = field(BatchNormalization.class, "helper");
      BatchNormalizationHelper own = (BatchNormalizationHelper) helper.get(layer);
      if (own != null) {
        helper.set(layer, new DnnlBatchNormalization(own));
      }
      return layer;
    }
    if (layer.getClass() == ActivationLayer.class) {
      var settings = (org.deeplearning4j.nn.conf.layers.ActivationLayer) layer.conf().getLayer();
      boolean isPlainRelu =
          settings.getActivationFn().getClass() == ActivationReLU.class
              && settings.getActivationFn().equals(new ActivationReLU());
      return isPlainRelu
          ? like(layer, new NativeRectifierLayer(layer.conf(), DataType.FLOAT))
          : layer;
    }
    if (layer.getClass() == ConvolutionLayer.class && isPlain(layer)) {
      return like(layer, new NativeConvolutionLayer(layer.conf(), DataType.FLOAT));
    }
    if (layer.getClass() == DepthwiseConvolution2DLayer.class && isPlain(layer)) {
      return like(layer, new NativeDepthwiseLayer(layer.conf(), DataType.FLOAT));
    }
    return layer;
  }

  /** Whether a convolution has neither activation function nor dropout, in [N, C, H, W]. */
  private static boolean isPlain(Layer layer) {
    var settings = (org.deeplearning4j.nn.conf.layers.ConvolutionLayer) layer.conf().getLayer();
    return settings.getActivationFn() instanceof ActivationIdentity
        && settings.getIDropout() == null
        && settings.getCnn2dDataFormat() == CNN2DFormat.NCHW;
  }

  /** Makes a new layer the same as another one: its place, parameters and gradients. */
  private static Layer like(Layer before, Layer after) {
    after.setIndex(before.getIndex());
    after.setListeners(before.getListeners());
    if (before.numParams() > 0) {
      after.setParamsViewArray(before.params());
      after.setParamTable(before.paramTable());
      if (before.getGradientsViewArray() != null) {
        after.setBackpropGradientsViewArray(before.getGradientsViewArray());
      }
    }
    return after;
  }

  private static Field field(Class<?> type, String name) throws ReflectiveOperationException {
    Field field = type.getDeclaredField(name);
    field.setAccessible(true);
    return field;
  }
}
