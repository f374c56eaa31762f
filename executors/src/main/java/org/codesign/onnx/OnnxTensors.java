package org.codesign.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The constant tensors of a graph: initializers and values of Constant nodes. */
final class OnnxTensors {

  private final Map<String, TensorProto> tensors = new HashMap<>();

  OnnxTensors(GraphProto graph) {
    graph.getInitializerList().forEach(tensor -> tensors.put(tensor.getName(), tensor));
    for (NodeProto node : graph.getNodeList()) {
      if (node.getOpType().equals("Constant") && node.getOutputCount() == 1) {
        for (AttributeProto attribute : node.getAttributeList()) {
          if (attribute.getName().equals("value") && attribute.hasT()) {
            tensors.put(node.getOutput(0), attribute.getT());
          }
        }
      }
    }
  }

  boolean contains(String name) {
    return tensors.containsKey(name);
  }

  /** The bytes that the values take in the file, whatever the sizes say. */
  long bytes() {
    return tensors.values().stream().mapToLong(OnnxTensors::bytes).sum();
  }

  /** The names of tensors whose values are in other files, in alphabetical order. */
  List<String> external() {
    return tensors.entrySet().stream()
        .filter(entry -> isExternal(entry.getValue()))
        .map(Map.Entry::getKey)
        .sorted()
        .toList();
  }

  private static boolean isExternal(TensorProto tensor) {
    return tensor.getDataLocation() == TensorProto.DataLocation.EXTERNAL;
  }

  /** Types narrower than 32 bits are written as 32-bit numbers where they are not raw. */
  private static long bytes(TensorProto tensor) {
    long numbers = (long) tensor.getFloatDataCount() + tensor.getInt32DataCount();
    long wide =
        (long) tensor.getInt64DataCount()
            + tensor.getDoubleDataCount()
            + tensor.getUint64DataCount();
    return tensor.getRawData().size() + Integer.BYTES * numbers + Long.BYTES * wide;
  }

  List<Long> dimensions(String name) {
    return tensors.get(name).getDimsList();
  }

  /** The values of a float tensor. */
  float[] floats(String name) {
    TensorProto tensor = require(name, TensorProto.DataType.FLOAT);
    long count = count(tensor, name);
    ByteString raw = tensor.getRawData();
    boolean isRaw = !raw.isEmpty() || tensor.getFloatDataCount() == 0;
    requireCount(name, count, isRaw ? raw.size() / Float.BYTES : tensor.getFloatDataCount());
    float[] values = new float[Math.toIntExact(count)];
    if (isRaw) {
      raw.asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
    } else {
      for (int i = 0; i < values.length; i++) {
        values[i] = tensor.getFloatData(i);
      }
    }
    return values;
  }

  /** The values of an INT64 tensor. */
  long[] longs(String name) {
    TensorProto tensor = require(name, TensorProto.DataType.INT64);
    long count = count(tensor, name);
    ByteString raw = tensor.getRawData();
    boolean isRaw = !raw.isEmpty() || tensor.getInt64DataCount() == 0;
    requireCount(name, count, isRaw ? raw.size() / Long.BYTES : tensor.getInt64DataCount());
    long[] values = new long[Math.toIntExact(count)];
    if (isRaw) {
      raw.asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN).asLongBuffer().get(values);
    } else {
      for (int i = 0; i < values.length; i++) {
        values[i] = tensor.getInt64Data(i);
      }
    }
    return values;
  }

  private TensorProto require(String name, TensorProto.DataType type) {
    TensorProto tensor = tensors.get(name);
    if (tensor == null) {
      throw new IllegalArgumentException("The tensor %s must be constant.".formatted(name));
    }
    if (tensor.getDataType() != type.getNumber()) {
      throw new IllegalArgumentException(
          "The tensor %s must have the type %s, not number %d."
              .formatted(name, type, tensor.getDataType()));
    }
    if (isExternal(tensor)) {
      throw new IllegalArgumentException(
          "The tensor %s must be in the file, not in another one.".formatted(name));
    }
    return tensor;
  }

  private static long count(TensorProto tensor, String name) {
    long count = 1;
    for (long size : tensor.getDimsList()) {
      if (size < 0 || size > Integer.MAX_VALUE) {
        throw new IllegalArgumentException(
            "The size (%d) of the tensor %s is out of range.".formatted(size, name));
      }
      count = Math.multiplyExact(count, size);
    }
    return count;
  }

  private static void requireCount(String name, long expected, long actual) {
    if (expected != actual) {
      throw new IllegalArgumentException(
          "The tensor %s must hold %d values, not %d.".formatted(name, expected, actual));
    }
  }
}
