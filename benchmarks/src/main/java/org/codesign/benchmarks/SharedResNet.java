package org.codesign.benchmarks;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.codesign.data.CifarBinarySource;
import org.codesign.data.ClassLimit;
import org.codesign.data.Datasets;
import org.codesign.data.ImageSet;
import org.codesign.data.Normalization;
import org.codesign.graph.GraphModel;
import org.codesign.graph.GraphNode;
import org.codesign.graph.GraphOperation;
import org.codesign.graph.GraphWeights.Role;
import org.codesign.network.TensorShape;
import org.codesign.onnx.ImportedModel;
import org.codesign.sensitivity.ImageShard;

/**
 * A trained ResNet-20 with batch normalisation folded in and the first images of CIFAR-10, from the
 * folder that the environment variable CODESIGN_SHARED_DATA names, or {@code ../shared/data} beside
 * the project. Holds large arrays.
 */
final class SharedResNet {

  private static final String VARIABLE = "CODESIGN_SHARED_DATA";
  private static final int PIXELS = 3 * 32 * 32;

  private final GraphModel model;
  private final float[] images;
  private final int[] labels;

  private SharedResNet(GraphModel model, float[] images, int[] labels) {
    this.model = model;
    this.images = images;
    this.labels = labels;
  }

  /** The network with so many images, or nothing, which progress is told, where it is missing. */
  static Optional<SharedResNet> open(int count, Consumer<String> progress) {
    Path home = Path.of(System.getProperty("codesign.home", "."));
    String named = System.getenv(VARIABLE);
    Path folder = named == null ? home.resolve("../shared/data").normalize() : Path.of(named);
    Path index = folder.resolve("resnet20_cifar10_weights.index.json");
    Path data = folder.resolve("cifar10-lossless-4000.bin.gz");
    if (!Files.isRegularFile(index) || !Files.isRegularFile(data)) {
      progress.accept("skipped: no ResNet-20 in " + folder + "; set " + VARIABLE);
      return Optional.empty();
    }
    Configuration hadoop = new Configuration();
    ImportedModel imported = ImportedModel.open(index.toString(), hadoop);
    ImageSet set =
        Datasets.read(
            new CifarBinarySource(List.of(data.toString())), ClassLimit.first(count), hadoop);
    Normalization normalization = imported.normalization().orElseThrow();
    float[] images = new float[count * PIXELS];
    int[] labels = new int[count];
    for (int i = 0; i < count; i++) {
      set.copyNormalised(i, images, i * PIXELS, normalization);
      labels[i] = set.label(i);
    }
    return Optional.of(new SharedResNet(imported.model().fold(), images, labels));
  }

  GraphModel model() {
    return model;
  }

  /** Images in a row. */
  ImageShard shard(int first, int count) {
    float[] chosen = new float[count * PIXELS];
    int[] chosenLabels = new int[count];
    System.arraycopy(images, first * PIXELS, chosen, 0, chosen.length);
    System.arraycopy(labels, first, chosenLabels, 0, count);
    return new ImageShard(chosen, chosenLabels);
  }

  /** Writes layers and images as libtorch's side reads them. */
  void write(Path file) throws IOException {
    Map<String, TensorShape> shapes = model.graph().shapes();
    List<GraphNode> layers =
        model.graph().nodes().stream()
            .filter(node -> model.weights().has(node.name(), Role.WEIGHTS))
            .toList();
    try (DataOutputStream out =
        new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file)))) {
      out.writeInt(layers.size());
      for (GraphNode layer : layers) {
        write(layer, shapes.get(layer.inputs().get(0)).channels(), out);
      }
      out.writeInt(labels.length);
      write(images, out);
      for (int label : labels) {
        out.writeInt(label);
      }
    }
  }

  private void write(GraphNode layer, int inChannels, DataOutputStream out) throws IOException {
    out.writeUTF(layer.name());
    int stride = 1;
    int padding = 0;
    if (layer.operation() instanceof GraphOperation.Convolution it) {
      stride = it.strideHeight();
      padding = it.top();
      write(new int[] {it.outChannels(), inChannels, it.kernelHeight(), it.kernelWidth()}, out);
    } else if (layer.operation() instanceof GraphOperation.Linear it) {
      write(new int[] {it.outFeatures(), inChannels}, out);
    }
    out.writeInt(stride);
    out.writeInt(padding);
    write(model.weights().get(layer.name(), Role.WEIGHTS), out);
    write(model.weights().get(layer.name(), Role.BIAS), out);
  }

  private static void write(int[] shape, DataOutputStream out) throws IOException {
    out.writeInt(shape.length);
    for (int size : shape) {
      out.writeInt(size);
    }
  }

  /** Appends values, big-endian. */
  static void write(float[] values, DataOutputStream out) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES);
    bytes.asFloatBuffer().put(values);
    out.write(bytes.array());
  }
}
