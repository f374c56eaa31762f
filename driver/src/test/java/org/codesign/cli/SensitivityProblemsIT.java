package org.codesign.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What users get wrong, told by the command itself in one line with status 2. */
class SensitivityProblemsIT {

  private static final int CLASSES = 3;

  @TempDir private Path folder;
  private final StringWriter err = new StringWriter();

  @BeforeEach
  void write() throws IOException {
    model("good.onnx", 0.5f, "Relu");
    model("nan.onnx", Float.NaN, "Relu");
    model("strange.onnx", 0.5f, "Erf");
    idx("images", 0x803, 256, 20, 6, 6);
    idx("labels", 0x801, CLASSES, 20);
    idx("wrong", 0x801, 200, 20);
    Files.createDirectories(folder.resolve("classes/train/cat"));
    Files.write(folder.resolve("classes/train/cat/1.png"), new byte[] {1});
  }

  private void model(String name, float weight, String function) throws IOException {
    TensorProto.Builder weights =
        TensorProto.newBuilder()
            .setName("fc.weight")
            .setDataType(TensorProto.DataType.FLOAT.getNumber())
            .addDims(CLASSES)
            .addDims(36);
    for (int i = 0; i < CLASSES * 36; i++) {
      weights.addFloatData(i == 7 ? weight : i % 5 - 2);
    }
    GraphProto.Builder graph =
        GraphProto.newBuilder()
            .addInitializer(weights)
            .addInput(value("image", 1, 1, 6, 6))
            .addOutput(ValueInfoProto.newBuilder().setName("fc"))
            .addNode(node("Flatten", "flat", "image"))
            .addNode(node(function, "act", "flat"))
            .addNode(
                node("Gemm", "fc", "act")
                    .addInput("fc.weight")
                    .addAttribute(
                        AttributeProto.newBuilder()
                            .setName("transB")
                            .setType(AttributeType.INT)
                            .setI(1)));
    Files.write(
        folder.resolve(name), ModelProto.newBuilder().setGraph(graph).build().toByteArray());
  }

  private static NodeProto.Builder node(String operator, String output, String input) {
    return NodeProto.newBuilder()
        .setOpType(operator)
        .setName(output)
        .addOutput(output)
        .addInput(input);
  }

  private static ValueInfoProto value(String name, long... sizes) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (long size : sizes) {
      shape.addDimBuilder().setDimValue(size);
    }
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            TypeProto.newBuilder().setTensorType(TypeProto.Tensor.newBuilder().setShape(shape)))
        .build();
  }

  private void idx(String name, int magic, int limit, int... sizes) throws IOException {
    int count = 1;
    for (int size : sizes) {
      count *= size;
    }
    ByteBuffer bytes = ByteBuffer.allocate(4 + 4 * sizes.length + count);
    bytes.putInt(magic);
    for (int size : sizes) {
      bytes.putInt(size);
    }
    SplittableRandom random = new SplittableRandom(1);
    while (bytes.hasRemaining()) {
      bytes.put((byte) random.nextInt(limit));
    }
    Files.write(folder.resolve(name), bytes.array());
  }

  private String path(String name) {
    return folder.resolve(name).toString();
  }

  private void assertRefused(String model, String data, String message, String... options) {
    err.getBuffer().setLength(0);
    Streams streams = new Streams(new PrintWriter(new StringWriter()), new PrintWriter(err));
    Installation installation = new Installation(Optional.empty(), Optional.empty());
    SparkRuns runs =
        new SparkRuns(
            List.of("sensitivity"),
            installation,
            new PrintWriter(new StringWriter()),
            Terminal.NONE);
    String[] arguments = {
      "sensitivity",
      "--model=" + path(model),
      "--data=" + data,
      "--normalization=0.5:0.5",
      "--output=" + path("out"),
      "--master=local[1]"
    };
    String[] all = Arrays.copyOf(arguments, arguments.length + options.length);
    System.arraycopy(options, 0, all, arguments.length, options.length);
    int status = new Shell(new CodesignCommand(() -> runs, installation), streams).run(all);
    streams.flush();
    assertThat(err.toString().strip()).contains(message).hasLineCount(1);
    assertThat(status).isEqualTo(2);
  }

  @Test
  void whatCannotBeMeasuredIsOneLine() {
    String good = path("images") + "," + path("labels");
    assertRefused("nan.onnx", good, "The node fc has the value NaN in its WEIGHTS.", "--images=16");
    assertRefused(
        "good.onnx",
        good,
        "has no batch normalisation, whose statistics --data-free needs.",
        "--images=16",
        "--data-free");
    assertRefused("good.onnx", good, "must be at least --images (64).", "--images=64");
    assertRefused(
        "good.onnx",
        good,
        "--batch: 32 must be in [1, 16], the images",
        "--images=16",
        "--batch=32");
    assertRefused(
        "good.onnx",
        path("images") + "," + path("wrong"),
        "must be below the classes (3) of the network",
        "--images=16");
    assertRefused(
        "good.onnx",
        path("classes"),
        "name it with --data-folder, or the key folder of a configuration: train.",
        "--images=16");
    assertRefused(
        "strange.onnx", good, "cannot be imported: Not supported: Erf (act).", "--images=16");
  }
}
