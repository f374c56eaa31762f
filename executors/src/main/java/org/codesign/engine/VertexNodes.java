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
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
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
    if (isSum(vertex)) {
      return Optional.of(new SumNode(rectifier(vertex)));
    }
    return isLayer(vertex) ? of(vertex, vertex.getLayer()) : Optional.empty();
  }

  private Optional<DnnlNode> of(GraphVertex vertex, Layer layer) {
    var settings = layer.conf().getLayer();
    if (settings.getIDropout() != null) {
      return Optional.empty();
    }
    Optional<ConvolutionParameters> convolution = convolution(vertex);
    if (convolution.isPresent()) {
      return convolution.map(ConvolutionNode::new);
    }
    if (isNorm(vertex)) {
      return Optional.of(new NormalisationNode(layer, rectifier(vertex)));
    }
    if (settings instanceof GlobalPoolingLayer pooling) {
      return PoolingNode.of(pooling);
    }
    if (settings instanceof SubsamplingLayer pooling) {
      return PoolingNode.of(pooling);
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

  /** The parameters of a vertex that is a convolution and nothing else. */
  Optional<ConvolutionParameters> convolution(GraphVertex vertex) {
    if (!isLayer(vertex)) {
      return Optional.empty();
    }
    Layer layer = vertex.getLayer();
    Class<?> type = layer.getClass();
    boolean isKnown = type == ConvolutionLayer.class || type == DepthwiseConvolution2DLayer.class;
    if (!isKnown || layer.conf().getLayer().getIDropout() != null || !isPlain(layer)) {
      return Optional.empty();
    }
    return Optional.of(
        type == ConvolutionLayer.class
            ? ConvolutionParameters.full(layer)
            : ConvolutionParameters.depthwise(layer));
  }

  private static boolean isLayer(GraphVertex vertex) {
    return vertex instanceof LayerVertex at && at.getLayerPreProcessor() == null;
  }

  private static Optional<DnnlNode> activation(IActivation activation) {
    if (activation instanceof QuantizedRelu quantized) {
      return Optional.of(new QuantizedReluNode(quantized));
    }
    return isRelu(activation) ? Optional.of(new RectifierNode()) : Optional.empty();
  }

  /** Whether a node of this vertex does the ReLU that follows, too. */
  private Rectifier rectifier(GraphVertex vertex) {
    boolean canDo = isNorm(vertex) || isSum(vertex);
    return canDo && onlyReader(vertex).filter(VertexNodes::isRelu).isPresent()
        ? Rectifier.RELU
        : Rectifier.NONE;
  }

  /** The vertex that alone needs the value of this one. */
  Optional<GraphVertex> onlyReader(GraphVertex vertex) {
    boolean isHidden =
        vertex.getOutputVertices() != null
            && vertex.getOutputVertices().length == 1
            && !wanted.contains(vertex.getVertexName());
    return isHidden
        ? Optional.of(graph.getVertices()[vertex.getOutputVertices()[0].getVertexIndex()])
        : Optional.empty();
  }

  boolean isNorm(GraphVertex vertex) {
    return isLayer(vertex)
        && vertex.getLayer().conf().getLayer() instanceof BatchNormalization norm
        && norm.getIDropout() == null
        && NormalisationNode.fits(norm);
  }

  boolean isSum(GraphVertex vertex) {
    return SUM.equals(settings(vertex)) && vertex.getInputVertices().length == 2;
  }

  static boolean isRelu(GraphVertex vertex) {
    return isLayer(vertex)
        && vertex.getLayer().getClass() == ActivationLayer.class
        && isRelu(activation(vertex.getLayer()));
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
