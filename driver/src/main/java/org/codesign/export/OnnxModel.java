package org.codesign.export;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.util.List;
import org.codesign.data.Normalization;
import org.codesign.engine.NetworkWeights;
import org.codesign.integer.QuantizedNetwork;
import org.codesign.network.Backbone;
import org.codesign.network.Layer;
import org.codesign.network.Network;
import org.codesign.network.Shortcut;
import org.codesign.network.TensorShape;
import org.codesign.network.Window;

/**
 * A network as an ONNX model, operator set 13: from {@code image}, [N, C, H, W] with values in [0,
 * 1], through the normalisation of the images to {@code logits}, [N, classes], both float32. Batch
 * normalisation is folded.
 */
final class OnnxModel {

  static final String IMAGE = "image";
  static final String LOGITS = "logits";

  private final OnnxGraph graph;
  private final OnnxStyle style;

  private OnnxModel(OnnxGraph graph, OnnxStyle style) {
    this.graph = graph;
    this.style = style;
  }

  /** The network in float. */
  static byte[] inFloat(
      String name, Network network, NetworkWeights weights, Normalization normalization) {
    return new OnnxModel(new OnnxGraph(name), new FloatStyle(weights))
        .build(network, normalization);
  }

  /** The network with QuantizeLinear and DequantizeLinear. */
  static byte[] withQdq(String name, QuantizedNetwork network) {
    return new OnnxModel(new OnnxGraph(name), new QdqStyle(network))
        .build(network.network(), network.normalization());
  }

  /** The network with QONNX's Quant nodes. */
  static byte[] withQuant(String name, QuantizedNetwork network) {
    OnnxGraph graph = new OnnxGraph(name);
    graph.domain(QonnxStyle.DOMAIN, 1);
    return new OnnxModel(graph, new QonnxStyle(network))
        .build(network.network(), network.normalization());
  }

  private byte[] build(Network network, Normalization normalization) {
    Backbone backbone = network.backbone();
    TensorShape image = backbone.input();
    graph.input(IMAGE, DataType.FLOAT, image.channels(), image.height(), image.width());
    graph.output(LOGITS, DataType.FLOAT, backbone.classes());
    String codes = style.image(graph, normalised(normalization));
    String at = relu(convolution(backbone.stem(), codes), "stem.relu");
    at = style.stream(graph, 0, at);
    for (int i = 0; i < network.blocks().size(); i++) {
      Network.NamedBlock block = network.blocks().get(i);
      at = block.structure().isIdentity() ? at : block(block, i, at);
    }
    graph.node("GlobalAveragePool", "pool", at);
    graph.node("Flatten", "features", "pool");
    Layer classifier = backbone.classifier();
    String features = style.input(graph, classifier, "features");
    OnnxStyle.Parameters parameters =
        style.parameters(
            graph, classifier, classifier.output().channels(), classifier.input().channels());
    graph
        .node("Gemm", LOGITS, features, parameters.weights(), parameters.bias())
        .addAttribute(OnnxGraph.integer("transB", 1));
    return graph.toBytes();
  }

  private String normalised(Normalization normalization) {
    int channels = normalization.means().size();
    float[] means = new float[channels];
    float[] deviations = new float[channels];
    for (int i = 0; i < channels; i++) {
      means[i] = (float) normalization.mean(i);
      deviations[i] = (float) normalization.standardDeviation(i);
    }
    graph.floats("mean", means, 1, channels, 1, 1);
    graph.floats("standard_deviation", deviations, 1, channels, 1, 1);
    graph.node("Sub", "centred", IMAGE, "mean");
    graph.node("Div", "normalised", "centred", "standard_deviation");
    return "normalised";
  }

  private String block(Network.NamedBlock block, int index, String input) {
    List<Layer> path = block.structure().path();
    String at = input;
    String entry = input;
    for (int i = 0; i < path.size(); i++) {
      Layer layer = path.get(i).withName(block.layerName(path.get(i)));
      String codes = style.input(graph, layer, at);
      entry = i == 0 ? codes : entry;
      at = convolution(layer, codes);
      if (i < path.size() - 1) {
        at = relu(at, layer.name() + ".relu");
      }
    }
    at = style.stream(graph, index + 1, at);
    Shortcut shortcut = block.structure().shortcut();
    if (!(shortcut instanceof Shortcut.None)) {
      String other = input;
      if (shortcut instanceof Shortcut.Projection projection) {
        Layer layer = projection.layer();
        other = convolution(layer.withName(block.layerName(layer)), entry);
      }
      other = style.stream(graph, index + 1, other);
      graph.node("Add", block.position() + ".sum", at, other);
      at = block.position() + ".sum";
    }
    return relu(at, block.position() + ".output");
  }

  private String relu(String input, String output) {
    graph.node("Relu", output, input);
    return output;
  }

  private String convolution(Layer layer, String input) {
    Window window = layer.window();
    int inputs = layer.input().channels() / window.groups();
    OnnxStyle.Parameters parameters =
        style.parameters(
            graph, layer, layer.output().channels(), inputs, window.kernel(), window.kernel());
    OnnxWindow.set(
        graph.node("Conv", layer.name(), input, parameters.weights(), parameters.bias()), window);
    return layer.name();
  }
}
