package org.codesign.export;

import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.codesign.integer.CodeRange;
import org.codesign.integer.Convolution;
import org.codesign.integer.DyadicScale;
import org.codesign.integer.IntegerNetwork;
import org.codesign.integer.IntegerOperation;
import org.codesign.integer.IntegerTensor;
import org.codesign.integer.Lookup;
import org.codesign.integer.Rescale;
import org.codesign.integer.SumPool;
import org.codesign.network.LayerOperator;
import org.codesign.network.TensorShape;

/**
 * An integer network as an ONNX model of standard integer operators, from {@code image}, uint8
 * pixels [N, C, H, W], to {@code logits}, int32 [N, classes].
 *
 * <p>A change of scale is Cast, Mul, Add, BitShift, Sub in 64 bits. BitShift is for unsigned
 * integers only, so 2^62 is added before it and 2^(62 - shift) taken away after it, which makes it
 * the arithmetic shift of {@link DyadicScale}. Weights are uint8 with zero point 128: it is what
 * ONNX Runtime's ConvInteger takes, and pairs of such products cannot saturate on processors
 * without VNNI.
 */
final class IntegerOnnx {

  private static final int WEIGHTS_ZERO = 128;
  private static final int RAISED_BITS = 62;

  private final OnnxGraph graph;
  private final IntegerNetwork network;
  private final Set<Integer> zeroPoints = new HashSet<>();

  private IntegerOnnx(OnnxGraph graph, IntegerNetwork network) {
    this.graph = graph;
    this.network = network;
  }

  /** The bytes of the model file. */
  static byte[] write(String name, IntegerNetwork network) {
    return new IntegerOnnx(new OnnxGraph(name), network).build();
  }

  private byte[] build() {
    TensorShape image = network.image().shape();
    graph.input(
        IntegerNetwork.IMAGE, DataType.UINT8, image.channels(), image.height(), image.width());
    graph.output(IntegerNetwork.LOGITS, DataType.INT32, network.classes());
    for (IntegerOperation operation : network.operations()) {
      if (operation instanceof Lookup lookup) {
        lookup(lookup);
      } else if (operation instanceof Convolution convolution) {
        convolution(convolution);
      } else if (operation instanceof Rescale rescale) {
        rescale(rescale);
      } else if (operation instanceof SumPool pool) {
        graph.longs("pixels", DataType.INT64, new long[] {2, 3}, 2);
        graph.node("ReduceSum", pool.output().name(), pool.input(), "pixels");
      }
    }
    return graph.toBytes();
  }

  private void lookup(Lookup lookup) {
    IntegerTensor output = lookup.output();
    int channels = output.shape().channels();
    int[] offsets = new int[channels];
    Arrays.setAll(offsets, channel -> channel * Lookup.PIXELS);
    cast(output.name() + ".pixels", lookup.inputs().get(0), DataType.INT32);
    graph.ints(output.name() + ".channel", offsets, 1, channels, 1, 1);
    graph.node(
        "Add", output.name() + ".index", output.name() + ".pixels", output.name() + ".channel");
    graph.bytes(output.name() + ".table", DataType.UINT8, lookup.table(), lookup.table().length);
    graph.node("Gather", output.name(), output.name() + ".table", output.name() + ".index");
  }

  private void convolution(Convolution convolution) {
    String name = convolution.output().name();
    String input = convolution.inputs().get(0);
    String zero = zero(network.tensor(input).range().zeroPoint());
    int outputs = convolution.bias().length;
    if (convolution.layer().operator() == LayerOperator.LINEAR) {
      graph.node("Flatten", name + ".features", input);
      graph.bytes(
          name + ".weight",
          DataType.UINT8,
          raised(transposed(convolution)),
          convolution.weights().length / outputs,
          outputs);
      graph.node(
          "MatMulInteger",
          name + ".products",
          name + ".features",
          name + ".weight",
          zero,
          zero(WEIGHTS_ZERO));
      graph.ints(name + ".bias", convolution.bias(), 1, outputs);
    } else {
      int kernel = convolution.layer().window().kernel();
      int inputs = convolution.layer().input().channels() / convolution.layer().window().groups();
      graph.bytes(
          name + ".weight",
          DataType.UINT8,
          raised(convolution.weights()),
          outputs,
          inputs,
          kernel,
          kernel);
      NodeProto.Builder node =
          graph.node(
              "ConvInteger", name + ".products", input, name + ".weight", zero, zero(WEIGHTS_ZERO));
      OnnxWindow.set(node, convolution.layer().window());
      graph.ints(name + ".bias", convolution.bias(), 1, outputs, 1, 1);
    }
    graph.node("Add", name, name + ".products", name + ".bias");
  }

  private void rescale(Rescale rescale) {
    IntegerTensor output = rescale.output();
    String name = output.name();
    List<Rescale.Term> terms = rescale.terms();
    for (int i = 0; i < terms.size(); i++) {
      term(name + ".term" + i, terms.get(i));
    }
    String sum = name + ".term0";
    if (terms.size() == 2) {
      sum = name + ".sum";
      graph.node("Add", sum, name + ".term0", name + ".term1");
    }
    CodeRange range = output.range();
    graph.longs(name + ".lowest", DataType.INT64, new long[] {range.lowest()});
    graph.longs(name + ".highest", DataType.INT64, new long[] {range.highest()});
    graph.node("Clip", name + ".clipped", sum, name + ".lowest", name + ".highest");
    String clipped = name + ".clipped";
    if (range.fitsByte() && range.zeroPoint() > 0) {
      graph.longs(name + ".zero", DataType.INT64, new long[] {range.zeroPoint()});
      graph.node("Add", name + ".raised", clipped, name + ".zero");
      clipped = name + ".raised";
    }
    cast(name, clipped, range.fitsByte() ? DataType.UINT8 : DataType.INT32);
  }

  private void term(String name, Rescale.Term term) {
    IntegerTensor input = network.tensor(term.input());
    List<DyadicScale> scales = term.scales();
    int count = scales.size();
    boolean isVector = isVector(input);
    int[] sizes = isVector ? new int[] {1, count} : new int[] {1, count, 1, 1};
    long raised = 1L << RAISED_BITS;
    long[] factors = scales.stream().mapToLong(DyadicScale::multiplier).toArray();
    long[] added = scales.stream().mapToLong(scale -> scale.half() + raised).toArray();
    long[] shifts = scales.stream().mapToLong(DyadicScale::shift).toArray();
    long[] taken = Arrays.stream(shifts).map(shift -> raised >> shift).toArray();
    graph.longs(name + ".multiplier", DataType.INT64, factors, sizes);
    graph.longs(name + ".half", DataType.INT64, added, sizes);
    graph.longs(name + ".shift", DataType.UINT64, shifts, sizes);
    graph.longs(name + ".raised", DataType.INT64, taken, sizes);
    cast(name + ".wide", term.input(), DataType.INT64);
    graph.node("Mul", name + ".product", name + ".wide", name + ".multiplier");
    graph.node("Add", name + ".rounding", name + ".product", name + ".half");
    cast(name + ".unsigned", name + ".rounding", DataType.UINT64);
    graph
        .node("BitShift", name + ".shifted", name + ".unsigned", name + ".shift")
        .addAttribute(OnnxGraph.text("direction", "RIGHT"));
    cast(name + ".signed", name + ".shifted", DataType.INT64);
    graph.node("Sub", name, name + ".signed", name + ".raised");
  }

  /** Whether a tensor is the output of a fully connected layer, [N, C]. */
  private boolean isVector(IntegerTensor tensor) {
    return network.convolutions().stream()
        .anyMatch(
            convolution ->
                convolution.output().equals(tensor)
                    && convolution.layer().operator() == LayerOperator.LINEAR);
  }

  private void cast(String output, String input, DataType type) {
    graph.node("Cast", output, input).addAttribute(OnnxGraph.integer("to", type.getNumber()));
  }

  /** The name of a zero point, which the graph gets when it is first asked for. */
  private String zero(int point) {
    String name = "zero_" + point;
    if (zeroPoints.add(point)) {
      graph.bytes(name, DataType.UINT8, new byte[] {(byte) point});
    }
    return name;
  }

  private static byte[] raised(byte[] weights) {
    byte[] result = new byte[weights.length];
    for (int i = 0; i < weights.length; i++) {
      result[i] = (byte) (weights[i] + WEIGHTS_ZERO);
    }
    return result;
  }

  /** [out, in] as [in, out]. */
  private static byte[] transposed(Convolution convolution) {
    int outputs = convolution.bias().length;
    byte[] weights = convolution.weights();
    int inputs = weights.length / outputs;
    byte[] result = new byte[weights.length];
    for (int i = 0; i < weights.length; i++) {
      result[i % inputs * outputs + i / inputs] = weights[i];
    }
    return result;
  }
}
