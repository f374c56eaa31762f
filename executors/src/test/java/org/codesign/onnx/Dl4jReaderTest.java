package org.codesign.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.apache.hadoop.conf.Configuration;
import org.codesign.data.DataException;
import org.codesign.engine.NativeEngine;
import org.codesign.graph.GraphEngine;
import org.codesign.graph.GraphModel;
import org.codesign.graph.GraphSamples;
import org.codesign.graph.SampleLoss;
import org.codesign.network.TensorShape;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.LocalResponseNormalization;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SeparableConvolution2D;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/** Networks that Deeplearning4j wrote, against its own answers. */
class Dl4jReaderTest {

  private static final int IMAGES = 3;
  private static final TensorShape SHAPE = TensorShape.image(2, 7, 6);

  @TempDir private Path folder;

  private final SplittableRandom random = new SplittableRandom(3);
  private final float[] images =
      GraphSamples.normal(Math.toIntExact(IMAGES * SHAPE.elements()), random);

  private static OutputLayer output(int classes) {
    return new OutputLayer.Builder(LossFunctions.LossFunction.MCXENT)
        .nOut(classes)
        .activation(Activation.SOFTMAX)
        .build();
  }

  private ComputationGraph graph() {
    NativeEngine.start();
    ComputationGraph graph =
        new ComputationGraph(
            new NeuralNetConfiguration.Builder()
                .seed(7)
                .graphBuilder()
                .addInputs("image")
                .setInputTypes(InputType.convolutional(7, 6, 2))
                .addLayer(
                    "stem",
                    new ConvolutionLayer.Builder(3, 3).padding(1, 1).nOut(4).build(),
                    "image")
                .addLayer(
                    "norm",
                    new BatchNormalization.Builder().activation(Activation.RELU).build(),
                    "stem")
                .addLayer(
                    "depth",
                    new DepthwiseConvolution2D.Builder(3, 3)
                        .depthMultiplier(1)
                        .nOut(4)
                        .convolutionMode(ConvolutionMode.Same)
                        .activation(Activation.RELU6)
                        .build(),
                    "norm")
                .addVertex("sum", new ElementWiseVertex(ElementWiseVertex.Op.Add), "norm", "depth")
                .addLayer("gate", new ActivationLayer(Activation.SIGMOID), "sum")
                .addVertex(
                    "swish", new ElementWiseVertex(ElementWiseVertex.Op.Product), "sum", "gate")
                .addLayer(
                    "same",
                    new ConvolutionLayer.Builder(2, 2)
                        .stride(2, 2)
                        .convolutionMode(ConvolutionMode.Same)
                        .nOut(3)
                        .activation(Activation.LEAKYRELU)
                        .build(),
                    "swish")
                .addLayer(
                    "pool",
                    new SubsamplingLayer.Builder(PoolingType.MAX)
                        .kernelSize(3, 3)
                        .stride(2, 2)
                        .convolutionMode(ConvolutionMode.Same)
                        .build(),
                    "swish")
                .addVertex("both", new MergeVertex(), "same", "pool")
                .addLayer("mean", new GlobalPoolingLayer(PoolingType.AVG), "both")
                .addLayer("fc", output(5), "mean")
                .setOutputs("fc")
                .build());
    graph.init();
    vary(graph.params());
    return graph;
  }

  private MultiLayerNetwork chain(boolean supported) {
    NativeEngine.start();
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(7)
                .list()
                .layer(
                    new ConvolutionLayer.Builder(3, 2)
                        .nOut(4)
                        .dilation(1, 2)
                        .activation(Activation.RELU)
                        .build())
                .layer(
                    supported
                        ? new SubsamplingLayer.Builder(PoolingType.AVG)
                            .kernelSize(2, 2)
                            .stride(1, 1)
                            .build()
                        : new LocalResponseNormalization.Builder().build())
                .layer(
                    supported
                        ? new DropoutLayer(0.5)
                        : new SeparableConvolution2D.Builder(2, 2).nOut(4).build())
                .layer(new DenseLayer.Builder().nOut(6).activation(Activation.HARDSIGMOID).build())
                .layer(output(4))
                .setInputType(InputType.convolutional(7, 6, 2))
                .build());
    network.init();
    vary(network.params());
    return network;
  }

  /** Statistics and biases that are not zero or one; all values are positive where they must be. */
  private void vary(INDArray parameters) {
    for (long i = 0; i < parameters.length(); i++) {
      double value = parameters.getDouble(i);
      parameters.putScalar(i, value == 0 || value == 1 ? value + 0.3 * random.nextDouble() : value);
    }
  }

  private String write(Model model) throws IOException {
    Path file = folder.resolve("network.zip");
    ModelSerializer.writeModel(model, file.toFile(), true);
    return file.toString();
  }

  private GraphModel read(String file) {
    return ImportedModel.open(file, Optional.of(SHAPE), new Configuration()).model();
  }

  private INDArray input() {
    return Nd4j.create(images, new long[] {IMAGES, 2, 7, 6}, 'c');
  }

  private void assertSame(GraphModel model, INDArray probabilities, int classes) {
    for (GraphModel variant : new GraphModel[] {model, model.fold()}) {
      try (GraphEngine engine = new GraphEngine(variant, new SampleLoss.CrossEntropy(classes))) {
        float[] logits = engine.forward(images, IMAGES);
        for (int image = 0; image < IMAGES; image++) {
          double sum = 0;
          for (int i = 0; i < classes; i++) {
            sum += Math.exp(logits[image * classes + i]);
          }
          for (int i = 0; i < classes; i++) {
            assertThat(Math.exp(logits[image * classes + i]) / sum)
                .isCloseTo(probabilities.getDouble(image, i), within(1e-5));
          }
        }
      }
    }
  }

  @Test
  void givesTheAnswersOfAGraph() throws IOException {
    ComputationGraph graph = graph();
    String file = write(graph);
    assertSame(read(file), graph.outputSingle(input()), 5);
  }

  @Test
  void givesTheAnswersOfAChain() throws IOException {
    MultiLayerNetwork network = chain(true);
    String file = write(network);
    assertSame(read(file), network.output(input()), 4);
  }

  @Test
  void namesAllLayersThatAreNotSupported() throws IOException {
    String file = write(chain(false));
    assertThatThrownBy(() -> read(file))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "The network %s cannot be imported: Not supported: LocalResponseNormalization (1), SeparableConvolution2D (2)."
                .formatted(file));
  }

  @Test
  void asksForTheShapeOfAnImage() throws IOException {
    String file = write(chain(true));
    assertThatThrownBy(() -> ImportedModel.open(file, new Configuration()))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("Maybe give them with --input-shape CxHxW.");
  }

  /** The zip with other entries. */
  private String changed(String file, Map<String, byte[]> others) throws IOException {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(Path.of(file)))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        entries.put(entry.getName(), zip.readAllBytes());
      }
    }
    entries.putAll(others);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        if (entry.getValue().length > 0) {
          zip.putNextEntry(new ZipEntry(entry.getKey()));
          zip.write(entry.getValue());
        }
      }
    }
    Path result = folder.resolve("changed.zip");
    Files.write(result, bytes.toByteArray());
    return result.toString();
  }

  private void assertRefused(String file, String message) {
    assertThatThrownBy(() -> read(file))
        .isInstanceOf(DataException.class)
        .hasMessageContaining(message);
  }

  @Test
  void trustsNothing() throws IOException {
    MultiLayerNetwork network = chain(true);
    String file = write(network);
    String json = network.getLayerWiseConfigurations().toJson();
    assertRefused(changed(file, Map.of("coefficients.bin", new byte[0])), "must have the entries");
    assertRefused(changed(file, Map.of("coefficients.bin", new byte[9])), "cannot be read");
    String larger = json.replace("\"nout\" : 6", "\"nout\" : 2000000000");
    assertThat(larger).isNotEqualTo(json);
    assertRefused(
        changed(file, Map.of("configuration.json", larger.getBytes(StandardCharsets.UTF_8))),
        "parameters as its configuration says, not");
    String foreign =
        json.replaceFirst(
            "org\\.deeplearning4j\\.nn\\.conf\\.layers\\.DenseLayer", "java.lang.Thread");
    assertThat(foreign).isNotEqualTo(json);
    assertRefused(
        changed(file, Map.of("configuration.json", foreign.getBytes(StandardCharsets.UTF_8))),
        "names the class java.lang.Thread, which is none of Deeplearning4j.");
    Files.write(Path.of(file), new byte[] {1, 2, 3});
    assertRefused(file, "must have the entries");
  }
}
