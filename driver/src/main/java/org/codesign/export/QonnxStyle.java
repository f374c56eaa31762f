package org.codesign.export;

import org.codesign.integer.ImageCodes;
import org.codesign.integer.QuantizedLayer;
import org.codesign.integer.QuantizedNetwork;
import org.codesign.network.Layer;

/**
 * Quantization as QONNX's Quant nodes, which say any number of bits and which FINN and hls4ml read:
 * Pappalardo et al., "QONNX: Representing Arbitrary-Precision Quantized Neural Networks", 2022,
 * section V. Values stay floats; the image has a bit more than its 256 codes need where they lie
 * unevenly about 0, as FINN takes no zero points; the parts of a residual addition are quantized to
 * 16 bits, each by itself.
 */
final class QonnxStyle implements OnnxStyle {

  static final String DOMAIN = "qonnx.custom_op.general";
  static final String QUANT = "Quant";

  private static final int STREAM_BITS = 16;

  private final QuantizedNetwork network;

  QonnxStyle(QuantizedNetwork network) {
    this.network = network;
  }

  /** What the codes of a Quant node look like. */
  private enum Codes {
    SIGNED(1, 0),
    NARROW(1, 1),
    UNSIGNED(0, 0);

    private final int isSigned;
    private final int isNarrow;

    Codes(int isSigned, int isNarrow) {
      this.isSigned = isSigned;
      this.isNarrow = isNarrow;
    }
  }

  @Override
  public String image(OnnxGraph graph, String normalised) {
    ImageCodes image = network.image();
    return quant(graph, "stem.input", normalised, Codes.SIGNED, image.signedBits(), image.step());
  }

  @Override
  public String input(OnnxGraph graph, Layer layer, String tensor) {
    QuantizedLayer quantized = network.layer(layer.name());
    return quant(
        graph,
        layer.name() + ".input",
        tensor,
        Codes.UNSIGNED,
        quantized.bits().activationBits(),
        quantized.inputStep());
  }

  @Override
  public String stream(OnnxGraph graph, int boundary, String tensor) {
    float step = network.streamStep(boundary);
    String name = tensor + ".to" + boundary;
    return quant(graph, name, tensor, Codes.SIGNED, STREAM_BITS, step);
  }

  @Override
  public Parameters parameters(OnnxGraph graph, Layer layer, int... sizes) {
    QuantizedLayer quantized = network.layer(layer.name());
    byte[] codes = quantized.weights();
    float[] values = new float[codes.length];
    int channels = quantized.bias().length;
    float[] bias = new float[channels];
    int length = codes.length / channels;
    for (int i = 0; i < codes.length; i++) {
      values[i] = codes[i] * quantized.weightSteps()[i / length];
    }
    for (int channel = 0; channel < channels; channel++) {
      bias[channel] = (float) (quantized.bias()[channel] * quantized.accumulatorStep(channel));
    }
    String weights = layer.name() + ".weight";
    int[] perChannel = new int[sizes.length];
    java.util.Arrays.fill(perChannel, 1);
    perChannel[0] = channels;
    graph.floats(weights + ".step", quantized.weightSteps(), perChannel);
    graph.floats(weights + ".values", values, sizes);
    node(
        graph,
        weights,
        weights + ".values",
        weights + ".step",
        Codes.NARROW,
        quantized.bits().weightBits());
    return new Parameters(weights, graph.floats(layer.name() + ".bias", bias, channels));
  }

  private static String quant(
      OnnxGraph graph, String name, String tensor, Codes codes, int bits, float step) {
    graph.floats(name + ".step", new float[] {step});
    return node(graph, name, tensor, name + ".step", codes, bits);
  }

  private static String node(
      OnnxGraph graph, String name, String tensor, String step, Codes codes, int bits) {
    graph
        .node(
            QUANT,
            name,
            tensor,
            step,
            graph.floats(name + ".zero", new float[1]),
            graph.floats(name + ".bits", new float[] {bits}))
        .setDomain(DOMAIN)
        .addAttribute(OnnxGraph.integer("signed", codes.isSigned))
        .addAttribute(OnnxGraph.integer("narrow", codes.isNarrow))
        .addAttribute(OnnxGraph.text("rounding_mode", "ROUND"));
    return name;
  }
}
