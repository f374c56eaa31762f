package org.codesign.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.PreprocessorVertex;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationHardSigmoid;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationLReLU;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.activations.impl.ActivationReLU6;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The vertices of a Deeplearning4j graph as ONNX nodes. A layer that has no counterpart becomes a
 * node with its class as operator, which is then refused with all others.
 */
final class Dl4jNodes {

  private final ComputationGraph network;
  private final GraphProto.Builder graph = GraphProto.newBuilder().setName("deeplearning4j");

  /** The tensors of layers with an activation function of their own, which is another node. */
  private final Map<String, String> activated = new HashMap<>();

  Dl4jNodes(ComputationGraph network) {
    this.network = network;
  }

  ModelProto model() {
    List<String> inputs = network.getConfiguration().getNetworkInputs();
    inputs.forEach(name -> graph.addInput(ValueInfoProto.newBuilder().setName(name)));
    for (var vertex : network.getVertices()) {
      String name = vertex.getVertexName();
      if (!inputs.contains(name)) {
        add(
            name,
            network.getConfiguration().getVertices().get(name),
            network.getConfiguration().getVertexInputs().get(name).stream()
                .map(this::tensor)
                .toList());
      }
    }
    for (String output : network.getConfiguration().getNetworkOutputs()) {
      graph.addOutput(ValueInfoProto.newBuilder().setName(tensor(output)));
    }
    return ModelProto.newBuilder().setGraph(graph).build();
  }

  private String tensor(String vertex) {
    return activated.getOrDefault(vertex, vertex);
  }

  private void add(String name, GraphVertex vertex, List<String> inputs) {
    if (vertex instanceof LayerVertex layer) {
      InputPreProcessor before = layer.getPreProcessor();
      if (before != null && !(before instanceof CnnToFeedForwardPreProcessor)) {
        node(before.getClass().getSimpleName(), name, inputs);
        return;
      }
      layer(name, layer.getLayerConf().getLayer(), inputs.get(0));
    } else if (vertex instanceof ElementWiseVertex it
        && (it.getOp() == ElementWiseVertex.Op.Add || it.getOp() == ElementWiseVertex.Op.Product)) {
      chain(it.getOp() == ElementWiseVertex.Op.Add ? "Add" : "Mul", name, inputs);
    } else if (vertex instanceof MergeVertex) {
      node("Concat", name, inputs).addAttribute(integer("axis", 1));
    } else if (vertex instanceof PreprocessorVertex it
        && it.getPreProcessor() instanceof CnnToFeedForwardPreProcessor) {
      node("Flatten", name, inputs);
    } else {
      node(vertex.getClass().getSimpleName(), name, inputs);
    }
  }

  private void chain(String operator, String name, List<String> inputs) {
    String at = inputs.get(0);
    for (int i = 1; i < inputs.size(); i++) {
      String to = i == inputs.size() - 1 ? name : name + ".part" + i;
      node(operator, to, List.of(at, inputs.get(i)));
      at = to;
    }
  }

  private void layer(String name, Layer layer, String input) {
    if (layer instanceof DepthwiseConvolution2D it) {
      depthwise(name, it, input);
    } else if (layer.getClass() == ConvolutionLayer.class) {
      ConvolutionLayer it = (ConvolutionLayer) layer;
      INDArray weights = parameter(name, "W");
      tensor(name + ".weight", values(weights), weights.shape());
      convolution(name, it, input, 1);
    } else if (layer instanceof BatchNormalization it) {
      normalization(name, it, input);
    } else if (layer instanceof SubsamplingLayer it) {
      pool(name, it, input);
    } else if (layer instanceof GlobalPoolingLayer it && it.getPoolingType() == PoolingType.AVG) {
      node("GlobalAveragePool", name, List.of(input));
    } else if (layer.getClass() == DenseLayer.class || layer.getClass() == OutputLayer.class) {
      dense(name, (FeedForwardLayer) layer, input);
    } else if (layer instanceof ActivationLayer it) {
      activation(name, it.getActivationFn(), input);
    } else if (layer instanceof LossLayer it) {
      activation(name, it.getActivationFn(), input);
    } else if (layer instanceof DropoutLayer) {
      node("Identity", name, List.of(input));
    } else {
      node(layer.getClass().getSimpleName(), name, List.of(input));
    }
  }

  private INDArray parameter(String layer, String key) {
    return network.getLayer(layer).getParam(key);
  }

  private static float[] values(INDArray array) {
    return array.dup('c').data().asFloat();
  }

  /** Weights [rows, columns, channels, multiplier], where ONNX has a row of windows a channel. */
  private void depthwise(String name, DepthwiseConvolution2D layer, String input) {
    INDArray weights = parameter(name, "W").permute(2, 3, 0, 1);
    int channels = Math.toIntExact(weights.size(0));
    long[] shape = {channels * weights.size(1), 1, weights.size(2), weights.size(3)};
    tensor(name + ".weight", values(weights), shape);
    convolution(name, layer, input, channels);
  }

  private void convolution(String name, ConvolutionLayer layer, String input, int groups) {
    NodeProto.Builder node = weighted("Conv", name, layer, input, layer.hasBias());
    window(node, layer.getStride(), layer.getPadding(), layer.getConvolutionMode(), format(layer));
    node.addAttribute(integers("dilations", layer.getDilation()));
    node.addAttribute(integer("group", groups));
  }

  private static CNN2DFormat format(ConvolutionLayer layer) {
    return layer.getCnn2dDataFormat();
  }

  private void dense(String name, FeedForwardLayer layer, String input) {
    INDArray weights = parameter(name, "W");
    tensor(name + ".weight", values(weights), weights.shape());
    boolean biased = network.getLayer(name).paramTable().containsKey("b");
    node("Flatten", name + ".flat", List.of(input));
    weighted("Gemm", name, layer, name + ".flat", biased);
  }

  /** A node that reads weights and perhaps a bias, and what its activation function makes of it. */
  private NodeProto.Builder weighted(
      String operator, String name, FeedForwardLayer layer, String input, boolean biased) {
    NodeProto.Builder node = node(operator, name, List.of(input, name + ".weight"));
    if (biased) {
      float[] bias = values(parameter(name, "b"));
      tensor(name + ".bias", bias, bias.length);
      node.addInput(name + ".bias");
    }
    activate(name, layer.getActivationFn());
    return node;
  }

  private void activate(String name, IActivation function) {
    if (function != null && !(function instanceof ActivationIdentity)) {
      activated.put(name, name + ".activation");
      activation(name + ".activation", function, name);
    }
  }

  private void normalization(String name, BatchNormalization layer, String input) {
    float[] mean = values(parameter(name, "mean"));
    boolean isLogarithm = layer.isUseLogStd();
    float[] variance = values(parameter(name, isLogarithm ? "log10stdev" : "var"));
    float[] gamma = new float[mean.length];
    float[] beta = new float[mean.length];
    for (int i = 0; i < mean.length; i++) {
      variance[i] = isLogarithm ? (float) Math.pow(10, 2.0 * variance[i]) : variance[i];
      gamma[i] = (float) layer.getGamma();
      beta[i] = (float) layer.getBeta();
    }
    if (!layer.isLockGammaBeta()) {
      gamma = values(parameter(name, "gamma"));
      beta = values(parameter(name, "beta"));
    }
    tensor(name + ".scale", gamma, gamma.length);
    tensor(name + ".shift", beta, beta.length);
    tensor(name + ".mean", mean, mean.length);
    tensor(name + ".variance", variance, variance.length);
    node(
            "BatchNormalization",
            name,
            List.of(input, name + ".scale", name + ".shift", name + ".mean", name + ".variance"))
        .addAttribute(real("epsilon", isLogarithm ? 0 : (float) layer.getEps()));
    activate(name, layer.getActivationFn());
  }

  private void pool(String name, SubsamplingLayer layer, String input) {
    boolean isKnown =
        layer.getPoolingType() == PoolingType.MAX || layer.getPoolingType() == PoolingType.AVG;
    String operator = layer.getPoolingType() == PoolingType.MAX ? "MaxPool" : "AveragePool";
    NodeProto.Builder node = node(isKnown ? operator : "SubsamplingLayer", name, List.of(input));
    window(
        node,
        layer.getStride(),
        layer.getPadding(),
        layer.getConvolutionMode(),
        layer.getCnn2dDataFormat());
    node.addAttribute(integers("kernel_shape", layer.getKernelSize()));
    node.addAttribute(integers("dilations", layer.getDilation()));
    node.addAttribute(integer("count_include_pad", layer.isAvgPoolIncludePadInDivisor() ? 1 : 0));
  }

  private static void window(
      NodeProto.Builder node, int[] stride, int[] pad, ConvolutionMode mode, CNN2DFormat format) {
    node.addAttribute(integers("strides", stride));
    if (format == CNN2DFormat.NHWC || mode == ConvolutionMode.Causal) {
      node.setOpType(node.getOpType() + " in " + (mode == ConvolutionMode.Causal ? mode : format));
    } else if (mode == ConvolutionMode.Same) {
      node.addAttribute(text("auto_pad", "SAME_UPPER"));
    } else {
      node.addAttribute(integers("pads", pad[0], pad[1], pad[0], pad[1]));
    }
  }

  private void activation(String name, IActivation function, String input) {
    if (function instanceof ActivationReLU6) {
      tensor(name + ".least", new float[] {0});
      tensor(name + ".most", new float[] {6});
      node("Clip", name, List.of(input, name + ".least", name + ".most"));
      return;
    }
    NodeProto.Builder node = node(operator(function), name, List.of(input));
    if (function instanceof ActivationLReLU it) {
      node.addAttribute(real("alpha", (float) it.getAlpha()));
    }
  }

  private static String operator(IActivation function) {
    if (function instanceof ActivationIdentity) {
      return "Identity";
    } else if (function instanceof ActivationReLU) {
      return "Relu";
    } else if (function instanceof ActivationLReLU) {
      return "LeakyRelu";
    } else if (function instanceof ActivationSigmoid) {
      return "Sigmoid";
    } else if (function instanceof ActivationHardSigmoid) {
      return "HardSigmoid";
    }
    return function instanceof ActivationSoftmax ? "Softmax" : function.getClass().getSimpleName();
  }

  private NodeProto.Builder node(String operator, String name, List<String> inputs) {
    return graph
        .addNodeBuilder()
        .setOpType(operator)
        .setName(name)
        .addOutput(name)
        .addAllInput(inputs);
  }

  private void tensor(String name, float[] values, long... shape) {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    TensorProto.Builder tensor =
        graph
            .addInitializerBuilder()
            .setName(name)
            .setDataType(TensorProto.DataType.FLOAT.getNumber())
            .setRawData(ByteString.copyFrom(bytes.array()));
    for (long size : shape) {
      tensor.addDims(size);
    }
  }

  private static AttributeProto.Builder attribute(String name, AttributeType type) {
    return AttributeProto.newBuilder().setName(name).setType(type);
  }

  private static AttributeProto integer(String name, long value) {
    return attribute(name, AttributeType.INT).setI(value).build();
  }

  private static AttributeProto integers(String name, int... values) {
    AttributeProto.Builder builder = attribute(name, AttributeType.INTS);
    for (int value : values) {
      builder.addInts(value);
    }
    return builder.build();
  }

  private static AttributeProto real(String name, float value) {
    return attribute(name, AttributeType.FLOAT).setF(value).build();
  }

  private static AttributeProto text(String name, String value) {
    return attribute(name, AttributeType.STRING).setS(ByteString.copyFromUtf8(value)).build();
  }
}
