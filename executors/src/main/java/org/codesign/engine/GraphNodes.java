package org.codesign.engine;

import java.util.Optional;
import org.codesign.engine.ConvolutionStyle.LayerQuantization;
import org.codesign.network.Backbone;
import org.codesign.network.BlockStructure;
import org.codesign.network.Layer;
import org.codesign.network.Shortcut;
import org.codesign.network.Window;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.ScaleVertex;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/**
 * Adds the nodes of stems, blocks and heads to a Deeplearning4j graph, from their structures alone.
 * Node names: {@code <layer>} for a convolution, {@code <layer>.bn}, {@code <layer>.relu}, {@code
 * <layer>.quantize} for its quantized input, and {@code <position>.output} for a block's end.
 */
final class GraphNodes {

  static final String STEM_OUTPUT = "stem.relu";
  static final String POOL = "pool";
  static final String CLASSIFIER = "classifier";

  private final GraphBuilder graph;
  private final ConvolutionStyle style;

  GraphNodes(GraphBuilder graph, ConvolutionStyle style) {
    this.graph = graph;
    this.style = style;
  }

  /** The name of the node that a block ends with. */
  static String outputOf(String position) {
    return position + ".output";
  }

  /** The name of the node after a layer's ReLU. */
  static String reluOf(String layer) {
    return layer + ".relu";
  }

  /** The name of the graph input that is added to what the layer reads. */
  static String probeOf(String layer) {
    return layer + ".probe";
  }

  /** Adds the stem and returns its last node. */
  String stem(Backbone backbone, String input) {
    return relu(convolution(backbone.stem(), input), STEM_OUTPUT);
  }

  /** Adds a block under the name of its position and returns its last node. */
  String block(String position, BlockStructure structure, String input) {
    String prefix = position + ".";
    String at = input;
    String entry = input;
    for (int i = 0; i < structure.path().size(); i++) {
      Layer layer = structure.path().get(i).withName(prefix + structure.path().get(i).name());
      String quantized = quantizedInput(layer, i == 0 ? unshared(structure, layer, at) : at);
      entry = i == 0 ? quantized : entry;
      at = convolution(layer, quantized);
      if (i < structure.path().size() - 1) {
        at = relu(at, reluOf(layer.name()));
      }
    }
    return relu(join(prefix, structure, at, input, entry), outputOf(position));
  }

  /** Adds pooling and the classifier with its softmax loss. */
  void head(Backbone backbone, String input) {
    graph.addLayer(POOL, new GlobalPoolingLayer.Builder(PoolingType.AVG).build(), input);
    Layer layer = backbone.classifier();
    OutputLayer.Builder output =
        new OutputLayer.Builder(LossFunctions.LossFunction.MCXENT)
            .nIn(layer.input().channels())
            .nOut(layer.output().channels())
            .activation(Activation.SOFTMAX);
    quantization(layer)
        .ifPresent(
            q ->
                output.weightNoise(
                    new QuantizedWeights(
                        q.bits().weightBits(), WeightLayout.DENSE, q.quantizer())));
    graph.addLayer(CLASSIFIER, output.build(), quantizedInput(layer, POOL));
  }

  private String join(
      String prefix, BlockStructure structure, String path, String input, String entry) {
    if (structure.isIdentity() || structure.shortcut() instanceof Shortcut.None) {
      return path;
    }
    String shortcut = input;
    if (structure.shortcut() instanceof Shortcut.Projection projection) {
      Layer layer = projection.layer();
      shortcut = convolution(layer.withName(prefix + layer.name()), entry);
    }
    String sum = prefix + "sum";
    graph.addVertex(sum, new ElementWiseVertex(ElementWiseVertex.Op.Add), path, shortcut);
    return sum;
  }

  private String relu(String input, String name) {
    graph.addLayer(name, new ActivationLayer(Activation.RELU), input);
    return name;
  }

  private Optional<LayerQuantization> quantization(Layer layer) {
    if (style instanceof ConvolutionStyle.Quantized quantized) {
      return Optional.ofNullable(quantized.layers().get(layer.name()));
    }
    return style instanceof ConvolutionStyle.QuantizedNormalised quantized
        ? Optional.ofNullable(quantized.layers().get(layer.name()))
        : Optional.empty();
  }

  private String quantizedInput(Layer layer, String input) {
    if (style instanceof ConvolutionStyle.Probed) {
      String sum = layer.name() + ".probed";
      graph.addVertex(
          sum, new ElementWiseVertex(ElementWiseVertex.Op.Add), input, probeOf(layer.name()));
      return sum;
    }
    Optional<LayerQuantization> quantization = quantization(layer);
    if (quantization.isEmpty() || quantization.get().inputRange() <= 0) {
      return input;
    }
    QuantizedRelu activation =
        new QuantizedRelu(
            quantization.get().bits().activationBits(), quantization.get().inputRange());
    String name = layer.name() + ".quantize";
    graph.addLayer(name, new ActivationLayer(activation), input);
    return name;
  }

  /**
   * A copy of the block's input where an identity shortcut reads it too: Deeplearning4j applies
   * activation functions in place at inference.
   */
  private String unshared(BlockStructure structure, Layer layer, String input) {
    if (quantization(layer).isEmpty() || !(structure.shortcut() instanceof Shortcut.Identity)) {
      return input;
    }
    String name = layer.name() + ".copy";
    graph.addVertex(name, new ScaleVertex(1.0), input);
    return name;
  }

  private String convolution(Layer layer, String input) {
    boolean normalised =
        style instanceof ConvolutionStyle.Normalised
            || style instanceof ConvolutionStyle.QuantizedNormalised;
    ConvolutionLayer.BaseConvBuilder<?> builder = builder(layer);
    builder.hasBias(!normalised).activation(Activation.IDENTITY);
    quantization(layer)
        .ifPresent(
            q ->
                builder.weightNoise(
                    new QuantizedWeights(
                        q.bits().weightBits(), WeightLayout.of(layer), q.quantizer())));
    graph.addLayer(layer.name(), builder.build(), input);
    if (!normalised) {
      return layer.name();
    }
    int channels = layer.output().channels();
    String name = layer.name() + ".bn";
    graph.addLayer(
        name,
        new BatchNormalization.Builder().useLogStd(false).nIn(channels).nOut(channels).build(),
        layer.name());
    return name;
  }

  private static ConvolutionLayer.BaseConvBuilder<?> builder(Layer layer) {
    Window window = layer.window();
    int[] kernel = {window.kernel(), window.kernel()};
    int[] stride = {window.stride(), window.stride()};
    int[] padding = {window.padding(), window.padding()};
    ConvolutionLayer.BaseConvBuilder<?> builder =
        layer.isDepthwise()
            ? new DepthwiseConvolution2D.Builder(kernel, stride, padding).depthMultiplier(1)
            : new ConvolutionLayer.Builder(kernel, stride, padding);
    builder.nIn(layer.input().channels());
    builder.nOut(layer.output().channels());
    return builder;
  }
}
