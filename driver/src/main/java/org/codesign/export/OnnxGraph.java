package org.codesign.export;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** An ONNX model in the making, operator set 13; the same calls give the same bytes. */
final class OnnxGraph {

  private static final int IR_VERSION = 7;
  private static final int OPERATOR_SET = 13;

  private final GraphProto.Builder graph = GraphProto.newBuilder();
  private final ModelProto.Builder model =
      ModelProto.newBuilder()
          .setIrVersion(IR_VERSION)
          .setProducerName("spark-codesign")
          .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(OPERATOR_SET));

  OnnxGraph(String name) {
    graph.setName(name);
  }

  /** Operators of another domain are used, too. */
  void domain(String name, int version) {
    model.addOpsetImport(OperatorSetIdProto.newBuilder().setDomain(name).setVersion(version));
  }

  /** A note that travels with the model. */
  void note(String key, String value) {
    model.addMetadataProps(StringStringEntryProto.newBuilder().setKey(key).setValue(value));
  }

  /** The model's input; the first size is the batch. */
  void input(String name, DataType type, int... sizes) {
    graph.addInput(value(name, type, sizes));
  }

  /** The model's output; the first size is the batch. */
  void output(String name, DataType type, int... sizes) {
    graph.addOutput(value(name, type, sizes));
  }

  /** Adds a node with one output, which names it as well. */
  NodeProto.Builder node(String operator, String output, String... inputs) {
    return graph
        .addNodeBuilder()
        .setOpType(operator)
        .setName(output)
        .addAllInput(Arrays.asList(inputs))
        .addOutput(output);
  }

  /** Adds a float tensor; without sizes it is a scalar. */
  String floats(String name, float[] values, int... sizes) {
    ByteBuffer bytes = buffer(Float.BYTES, values.length);
    bytes.asFloatBuffer().put(values);
    return tensor(name, DataType.FLOAT, bytes, sizes);
  }

  /** Adds a 32-bit tensor; without sizes it is a scalar. */
  String ints(String name, int[] values, int... sizes) {
    ByteBuffer bytes = buffer(Integer.BYTES, values.length);
    bytes.asIntBuffer().put(values);
    return tensor(name, DataType.INT32, bytes, sizes);
  }

  /** Adds a 64-bit tensor, INT64 or UINT64; without sizes it is a scalar. */
  String longs(String name, DataType type, long[] values, int... sizes) {
    ByteBuffer bytes = buffer(Long.BYTES, values.length);
    bytes.asLongBuffer().put(values);
    return tensor(name, type, bytes, sizes);
  }

  /** Adds an 8-bit tensor, INT8 or UINT8; without sizes it is a scalar. */
  String bytes(String name, DataType type, byte[] values, int... sizes) {
    return tensor(name, type, ByteBuffer.wrap(values), sizes);
  }

  /** The bytes of the model file. */
  byte[] toBytes() {
    return model.setGraph(graph).build().toByteArray();
  }

  static AttributeProto integer(String name, long value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.INT)
        .setI(value)
        .build();
  }

  static AttributeProto integers(String name, long... values) {
    AttributeProto.Builder attribute =
        AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.INTS);
    Arrays.stream(values).forEach(attribute::addInts);
    return attribute.build();
  }

  static AttributeProto text(String name, String value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.STRING)
        .setS(ByteString.copyFromUtf8(value))
        .build();
  }

  private String tensor(String name, DataType type, ByteBuffer values, int... sizes) {
    TensorProto.Builder tensor =
        graph
            .addInitializerBuilder()
            .setName(name)
            .setDataType(type.getNumber())
            .setRawData(ByteString.copyFrom(values));
    Arrays.stream(sizes).forEach(tensor::addDims);
    return name;
  }

  private static ByteBuffer buffer(int width, int count) {
    return ByteBuffer.allocate(Math.multiplyExact(width, count)).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static ValueInfoProto value(String name, DataType type, int... sizes) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    shape.addDimBuilder().setDimParam("N");
    Arrays.stream(sizes).forEach(size -> shape.addDimBuilder().setDimValue(size));
    TypeProto.Tensor tensor =
        TypeProto.Tensor.newBuilder().setElemType(type.getNumber()).setShape(shape).build();
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(TypeProto.newBuilder().setTensorType(tensor))
        .build();
  }
}
