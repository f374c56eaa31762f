package org.codesign.integer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.codesign.network.TensorShape;

/**
 * An integer network as a file that any safetensors reader opens ({@link TensorFile}). Weights are
 * packed at their bits ({@link PackedCodes}) as tensors of bytes; the header says the operations,
 * and the bits of each layer.
 */
public final class IntegerFile {

  static final String FORMAT = "codesign-integer-2";

  private static final ObjectMapper JSON = new ObjectMapper();

  private IntegerFile() {}

  /** The bytes of the file; the same network gives the same bytes. */
  public static byte[] write(IntegerNetwork network) {
    TensorFile.Writer writer = new TensorFile.Writer();
    ArrayNode operations = JSON.createArrayNode();
    network
        .operations()
        .forEach(operation -> operations.add(OperationJson.write(operation, writer)));
    ObjectNode description = JSON.createObjectNode();
    description.set("image", OperationJson.shape(network.image().shape()));
    description.set("operations", operations);
    ObjectNode steps = description.putObject("steps");
    network.steps().forEach(steps::put);
    Map<String, String> texts = new LinkedHashMap<>();
    texts.put("format", FORMAT);
    texts.put("network", description.toString());
    return writer.file(texts);
  }

  /**
   * Reads a network.
   *
   * @param source what the bytes are, for messages
   * @throws IOException in one sentence, if the file is damaged or its network cannot run
   */
  public static IntegerNetwork read(byte[] bytes, String source) throws IOException {
    try {
      return network(TensorFile.read(bytes));
    } catch (IllegalArgumentException | ArithmeticException | IOException e) {
      throw new IOException(
          "%s is not an integer network: %s".formatted(source, e.getMessage()), e);
    }
  }

  private static IntegerNetwork network(TensorFile file) throws IOException {
    if (!FORMAT.equals(file.text("format"))) {
      throw new IOException("its format is '%s', not %s".formatted(file.text("format"), FORMAT));
    }
    JsonNode description = JSON.readTree(file.text("network"));
    TensorShape image = OperationJson.shape(description.path("image"));
    Map<String, IntegerTensor> tensors = new LinkedHashMap<>();
    tensors.put(
        IntegerNetwork.IMAGE,
        new IntegerTensor(IntegerNetwork.IMAGE, image, CodeRange.unsigned(8)));
    List<IntegerOperation> operations = new ArrayList<>();
    for (JsonNode node : description.path("operations")) {
      IntegerOperation operation = OperationJson.read(node, tensors, file);
      tensors.put(operation.output().name(), operation.output());
      operations.add(operation);
    }
    Map<String, Double> steps = new LinkedHashMap<>();
    description
        .path("steps")
        .fields()
        .forEachRemaining(field -> steps.put(field.getKey(), field.getValue().asDouble()));
    return new IntegerNetwork(image, operations, steps);
  }
}
