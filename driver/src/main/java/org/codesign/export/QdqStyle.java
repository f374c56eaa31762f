package org.codesign.export;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import org.codesign.integer.CodeRange;
import org.codesign.integer.ImageCodes;
import org.codesign.integer.QuantizedLayer;
import org.codesign.integer.QuantizedNetwork;
import org.codesign.network.Layer;

/**
 * Quantization as QuantizeLinear and DequantizeLinear, which ONNX Runtime and TensorRT turn into
 * integer kernels: weights as int8 codes with a step for each output channel, biases as int32,
 * activations as uint8, the image with a zero point. Codes of fewer than eight bits are kept in
 * their range by a Clip. The parts of a residual addition are rounded to their 16 bits by Div,
 * Round, Clip and Mul, as operator set 13 has no QuantizeLinear to 16 bits.
 */
final class QdqStyle implements OnnxStyle {

  private static final int STREAM_BITS = 16;

  private final QuantizedNetwork network;

  QdqStyle(QuantizedNetwork network) {
    this.network = network;
  }

  @Override
  public String image(OnnxGraph graph, String normalised) {
    ImageCodes image = network.image();
    return codes(graph, "stem.input", normalised, image.step(), image.range().zeroPoint());
  }

  @Override
  public String input(OnnxGraph graph, Layer layer, String tensor) {
    QuantizedLayer quantized = network.layer(layer.name());
    String name = layer.name() + ".input";
    CodeRange range = CodeRange.unsigned(quantized.bits().activationBits());
    String clipped = tensor;
    if (range.highest() < CodeRange.unsigned(8).highest()) {
      clipped = name + ".clipped";
      graph.node(
          "Clip",
          clipped,
          tensor,
          graph.floats(name + ".lowest", new float[] {0}),
          graph.floats(name + ".highest", new float[] {range.highest() * quantized.inputStep()}));
    }
    return codes(graph, name, clipped, quantized.inputStep(), 0);
  }

  private static String codes(
      OnnxGraph graph, String name, String tensor, float step, int zeroPoint) {
    String scale = graph.floats(name + ".step", new float[] {step});
    String zero = graph.bytes(name + ".zero", DataType.UINT8, new byte[] {(byte) zeroPoint});
    graph.node("QuantizeLinear", name + ".codes", tensor, scale, zero);
    graph.node("DequantizeLinear", name, name + ".codes", scale, zero);
    return name;
  }

  @Override
  public String stream(OnnxGraph graph, int boundary, String tensor) {
    CodeRange range = CodeRange.signed(STREAM_BITS);
    String name = tensor + ".to" + boundary;
    graph.floats(name + ".step", new float[] {network.streamStep(boundary)});
    graph.floats(name + ".lowest", new float[] {range.lowest()});
    graph.floats(name + ".highest", new float[] {range.highest()});
    graph.node("Div", name + ".ratio", tensor, name + ".step");
    graph.node("Round", name + ".round", name + ".ratio");
    graph.node("Clip", name + ".clip", name + ".round", name + ".lowest", name + ".highest");
    graph.node("Mul", name, name + ".clip", name + ".step");
    return name;
  }

  @Override
  public Parameters parameters(OnnxGraph graph, Layer layer, int... sizes) {
    QuantizedLayer quantized = network.layer(layer.name());
    int channels = quantized.bias().length;
    String weights = layer.name() + ".weight";
    graph
        .node(
            "DequantizeLinear",
            weights,
            graph.bytes(weights + ".codes", DataType.INT8, quantized.weights(), sizes),
            graph.floats(weights + ".step", quantized.weightSteps(), channels),
            graph.bytes(weights + ".zero", DataType.INT8, new byte[channels], channels))
        .addAttribute(OnnxGraph.integer("axis", 0));
    float[] steps = new float[channels];
    for (int channel = 0; channel < channels; channel++) {
      steps[channel] = (float) quantized.accumulatorStep(channel);
    }
    String bias = layer.name() + ".bias";
    graph
        .node(
            "DequantizeLinear",
            bias,
            graph.ints(bias + ".codes", quantized.bias(), channels),
            graph.floats(bias + ".step", steps, channels))
        .addAttribute(OnnxGraph.integer("axis", 0));
    return new Parameters(weights, bias);
  }
}
