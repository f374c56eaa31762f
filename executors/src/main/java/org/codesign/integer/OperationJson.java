package org.codesign.integer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.codesign.network.Layer;
import org.codesign.network.LayerOperator;
import org.codesign.network.TensorShape;
import org.codesign.network.Window;

/** Integer operations as JSON, their large arrays as tensors of a {@link TensorFile}. */
final class OperationJson {

  private static final String OPERATION = "operation";
  private static final int LARGEST_COUNT = 1 << 28;

  private OperationJson() {}

  static ObjectNode write(IntegerOperation operation, TensorFile.Writer file) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    IntegerTensor output = operation.output();
    String name = output.name();
    node.put("output", name);
    operation.inputs().forEach(node.putArray("inputs")::add);
    if (operation instanceof Lookup lookup) {
      node.put(OPERATION, "lookup");
      node.set("range", range(output.range()));
      file.bytes(name + ".table", lookup.table(), output.shape().channels(), Lookup.PIXELS);
    } else if (operation instanceof Convolution convolution) {
      node.put(OPERATION, convolution.layer().operator().label());
      node.set("layer", layer(convolution.layer()));
      node.put("weightBits", convolution.weightBits());
      byte[] packed = PackedCodes.pack(convolution.weights(), convolution.weightBits());
      file.bytes(name + ".weight", packed, packed.length);
      file.ints(name + ".bias", convolution.bias(), convolution.bias().length);
    } else if (operation instanceof Rescale rescale) {
      node.put(OPERATION, "rescale");
      node.set("shape", shape(output.shape()));
      node.set("range", range(output.range()));
      for (int i = 0; i < rescale.terms().size(); i++) {
        List<DyadicScale> scales = rescale.terms().get(i).scales();
        int[] multipliers = scales.stream().mapToInt(DyadicScale::multiplier).toArray();
        int[] shifts = scales.stream().mapToInt(DyadicScale::shift).toArray();
        file.ints(name + ".multiplier" + i, multipliers, multipliers.length);
        file.ints(name + ".shift" + i, shifts, shifts.length);
      }
    } else {
      node.put(OPERATION, "sum-pool");
    }
    return node;
  }

  static IntegerOperation read(JsonNode node, Map<String, IntegerTensor> tensors, TensorFile file)
      throws IOException {
    String name = node.path("output").asText();
    List<String> inputs = new ArrayList<>();
    node.path("inputs").forEach(input -> inputs.add(input.asText()));
    if (inputs.isEmpty() || !tensors.containsKey(inputs.get(0))) {
      throw new IOException("its operation '%s' reads %s".formatted(name, inputs));
    }
    IntegerTensor input = tensors.get(inputs.get(0));
    String operation = node.path(OPERATION).asText();
    return switch (operation) {
      case "lookup" ->
          new Lookup(
              new IntegerTensor(name, input.shape(), range(node.path("range"))),
              input.name(),
              file.bytes(name + ".table"));
      case "conv2d", "linear" -> convolution(node, name, input.name(), file);
      case "rescale" -> rescale(node, name, inputs, file);
      case "sum-pool" -> SumPool.of(name, input);
      default -> throw new IOException("its operation '%s' is unknown".formatted(operation));
    };
  }

  private static Convolution convolution(JsonNode node, String name, String input, TensorFile file)
      throws IOException {
    Layer layer = layer(name, node);
    int bits = whole(node.path("weightBits"), "weightBits");
    if (bits < 2 || bits > Byte.SIZE || layer.weights() > LARGEST_COUNT) {
      throw new IOException(
          "its layer %s has %d weights of %d bits".formatted(name, layer.weights(), bits));
    }
    byte[] weights =
        PackedCodes.unpack(file.bytes(name + ".weight"), (int) layer.weights(), bits, name);
    return new Convolution(input, layer, bits, weights, file.ints(name + ".bias"));
  }

  private static Rescale rescale(JsonNode node, String name, List<String> inputs, TensorFile file)
      throws IOException {
    List<Rescale.Term> terms = new ArrayList<>();
    for (int i = 0; i < inputs.size(); i++) {
      int[] multipliers = file.ints(name + ".multiplier" + i);
      int[] shifts = file.ints(name + ".shift" + i);
      if (multipliers.length != shifts.length) {
        throw new IOException(
            "its operation %s has %d multipliers and %d shifts"
                .formatted(name, multipliers.length, shifts.length));
      }
      List<DyadicScale> scales = new ArrayList<>();
      for (int j = 0; j < shifts.length; j++) {
        scales.add(new DyadicScale(multipliers[j], shifts[j]));
      }
      terms.add(new Rescale.Term(inputs.get(i), scales));
    }
    return new Rescale(
        new IntegerTensor(name, shape(node.path("shape")), range(node.path("range"))), terms);
  }

  private static ObjectNode layer(Layer layer) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    Window window = layer.window();
    node.set("input", shape(layer.input()));
    node.set("output", shape(layer.output()));
    node.put("kernel", window.kernel());
    node.put("stride", window.stride());
    node.put("padding", window.padding());
    node.put("groups", window.groups());
    return node;
  }

  private static Layer layer(String name, JsonNode operation) throws IOException {
    JsonNode node = operation.path("layer");
    boolean isLinear = LayerOperator.LINEAR.label().equals(operation.path(OPERATION).asText());
    Layer layer =
        new Layer(
            name,
            isLinear ? LayerOperator.LINEAR : LayerOperator.CONV2D,
            shape(node.path("input")),
            shape(node.path("output")),
            new Window(
                whole(node.path("kernel"), "kernel"),
                whole(node.path("stride"), "stride"),
                whole(node.path("padding"), "padding"),
                whole(node.path("groups"), "groups")));
    Window window = layer.window();
    if (layer.output().height() != window.outputSize(layer.input().height())
        || layer.output().width() != window.outputSize(layer.input().width())) {
      throw new IOException(
          "its layer %s cannot turn %s into %s".formatted(name, layer.input(), layer.output()));
    }
    return layer;
  }

  static ArrayNode shape(TensorShape shape) {
    return JsonNodeFactory.instance
        .arrayNode()
        .add(shape.channels())
        .add(shape.height())
        .add(shape.width());
  }

  static TensorShape shape(JsonNode node) throws IOException {
    TensorShape shape =
        TensorShape.image(
            whole(node.path(0), "channels"),
            whole(node.path(1), "height"),
            whole(node.path(2), "width"));
    if (shape.elements() > LARGEST_COUNT) {
      throw new IOException("a tensor %s has more than %d values".formatted(shape, LARGEST_COUNT));
    }
    return shape;
  }

  private static ArrayNode range(CodeRange range) {
    return JsonNodeFactory.instance.arrayNode().add(range.lowest()).add(range.highest());
  }

  private static CodeRange range(JsonNode node) throws IOException {
    return new CodeRange(whole(node.path(0), "lowest"), whole(node.path(1), "highest"));
  }

  private static int whole(JsonNode node, String name) throws IOException {
    if (!node.canConvertToInt() || !node.isIntegralNumber()) {
      throw new IOException(
          "its '%s' is %s".formatted(name, node.isMissingNode() ? "missing" : node));
    }
    return node.intValue();
  }
}
