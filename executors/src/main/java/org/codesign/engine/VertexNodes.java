package org.codesign.engine;

import java.util.List;
import java.util.Optional;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.layers.IOutputLayer;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.ScaleVertex;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.nn.graph.vertex.impl.LayerVertex;
import org.deeplearning4j.nn.layers.ActivationLayer;
import org.deeplearning4j.nn.layers.OutputLayer;
import org.deeplearning4j.nn.layers.convolution.ConvolutionLayer;
import org.deeplearning4j.nn.layers.convolution.DepthwiseConvolution2DLayer;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.lossfunctions.impl.LossL2;

/** Which node stands for a vertex of a graph, alone or with the ReLU that follows it. */
final class VertexNodes {

  private static final ElementWiseVertex SUM = new ElementWiseVertex(ElementWiseVertex.Op.Add);
  private static final ScaleVertex COPY = new ScaleVertex(1.0);

  private final ComputationGraph graph;
  private final List<String> wanted;

  /**
   * @param wanted vertices whose values somebody asks for
   */
  VertexNodes(ComputationGraph graph, List<String> wanted) {
    this.graph = graph;
    this.wanted = wanted;
  }

  /** Whether a vertex passes on what it reads: a copy, or a ReLU that is part of another node. */
  boolean isPassedThrough(GraphVertex vertex) {
    if (vertex.getInputVertices().length != 1) {
      return false;
    }
    GraphVertex before = graph.getVertices()[vertex.getInputVertices()[0].getVertexIndex()];
    return COPY.equals(settings(vertex)) || (isRelu(vertex) && rectifier(before) == Rectifier.RELU);
  }

  /** The node of a vertex, if there is one for it. */
  Optional<DnnlNode> of(GraphVertex vertex) {
    if (SUM.equals(settings(vertex)) && vertex.getInputVertices().length == 2) {
      return Optional.of(new SumNode(rectifier(vertex)));
    }
    boolean isLayer = vertex instanceof LayerVertex at && at.getLayerPreProcessor() == null;
    return isLayer ? of(vertex, vertex.getLayer()) : Optional.empty();
  }

  private Optional<DnnlNode> of(GraphVertex vertex, Layer layer) {
    var settings = layer.conf().getLayer();
    if (settings.getIDropout() != null) {
      return Optional.empty();
    }
    if (layer.getClass() == ConvolutionLayer.class && isPlain(layer)) {
      return Optional.of(ConvolutionNode.full(layer));
    }
    if (layer.getClass() == DepthwiseConvolution2DLayer.class && isPlain(layer)) {
      return Optional.of(ConvolutionNode.depthwise(layer));
    }
    if (settings instanceof BatchNormalization norm && NormalisationNode.fits(norm)) {
      return Optional.of(new NormalisationNode(layer, rectifier(vertex)));
    }
    if (settings instanceof GlobalPoolingLayer pooling && isMean(pooling)) {
      return Optional.of(new PoolingNode());
    }
    if (layer.getClass() == ActivationLayer.class) {
      return activation(activation(layer));
    }
    if (settings instanceof CnnLossLayer loss && isSquaredError(loss)) {
      return Optional.of(new SquaredErrorNode());
    }
    return layer.getClass() == OutputLayer.class
        ? Optional.of(new OutputLayerNode((IOutputLayer) layer, outputs(layer)))
        : Optional.empty();
  }

  private static Optional<DnnlNode> activation(IActivation activation) {
    if (activation instanceof QuantizedRelu quantized) {
      return Optional.of(new QuantizedReluNode(quantized));
    }
    return isRelu(activation) ? Optional.of(new RectifierNode()) : Optional.empty();
  }

  /** Whether a node of this vertex does the ReLU that follows, too. */
  private Rectifier rectifier(GraphVertex vertex) {
    boolean isNorm =
        vertex.hasLayer() && vertex.getLayer().conf().getLayer() instanceof BatchNormalization;
    boolean canDo = isNorm || SUM.equals(settings(vertex));
    boolean isHidden =
        vertex.getOutputVertices() != null
            && vertex.getOutputVertices().length == 1
            && !wanted.contains(vertex.getVertexName());
    return canDo
            && isHidden
            && isRelu(graph.getVertices()[vertex.getOutputVertices()[0].getVertexIndex()])
        ? Rectifier.RELU
        : Rectifier.NONE;
  }

  private static boolean isRelu(GraphVertex vertex) {
    return vertex instanceof LayerVertex at
        && at.getLayerPreProcessor() == null
        && at.getLayer().getClass() == ActivationLayer.class
        && isRelu(activation(at.getLayer()));
  }

  private static boolean isRelu(IActivation activation) {
    return activation.getClass() == ActivationReLU.class && activation.equals(new ActivationReLU());
  }

  private static IActivation activation(Layer layer) {
    return ((org.deeplearning4j.nn.conf.layers.ActivationLayer) layer.conf().getLayer())
        .getActivationFn();
  }

  /** Whether a convolution has no activation function, in [N, C, H, W]. */
  private static boolean isPlain(Layer layer) {
    var settings = (org.deeplearning4j.nn.conf.layers.ConvolutionLayer) layer.conf().getLayer();
    return settings.getActivationFn() instanceof ActivationIdentity
        && settings.getCnn2dDataFormat() == CNN2DFormat.NCHW;
  }

  private static boolean isMean(GlobalPoolingLayer pooling) {
    return pooling.getPoolingType() == PoolingType.AVG && pooling.isCollapseDimensions();
  }

  private static boolean isSquaredError(CnnLossLayer loss) {
    return loss.getLossFn().equals(new LossL2())
        && loss.getActivationFn() instanceof ActivationIdentity
        && loss.getFormat() == CNN2DFormat.NCHW;
  }

  private static long outputs(Layer layer) {
    return ((org.deeplearning4j.nn.conf.layers.OutputLayer) layer.conf().getLayer()).getNOut();
  }

  private org.deeplearning4j.nn.conf.graph.GraphVertex settings(GraphVertex vertex) {
    return graph.getConfiguration().getVertices().get(vertex.getVertexName());
  }
}
