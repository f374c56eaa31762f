package org.codesign.export;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.apache.hadoop.conf.Configuration;
import org.assertj.core.data.Offset;
import org.codesign.config.DeviceChoice;
import org.codesign.config.DeviceFile;
import org.codesign.data.ImageSet;
import org.codesign.data.Normalization;
import org.codesign.engine.LayerWeights;
import org.codesign.engine.NetworkWeights;
import org.codesign.hardware.MultiplierUnit;
import org.codesign.hardware.ResourceUse;
import org.codesign.hardware.SubgraphEngine;
import org.codesign.hardware.SubgraphEngine.Buffers;
import org.codesign.hardware.SubgraphEngine.Lanes;
import org.codesign.network.Backbone;
import org.codesign.network.BlockGeometry;
import org.codesign.network.DepthwiseSeparable;
import org.codesign.network.InvertedResidual;
import org.codesign.network.Layer;
import org.codesign.network.Network;
import org.codesign.network.ResidualConvolution;
import org.codesign.network.Skip;
import org.codesign.network.TensorShape;
import org.codesign.network.Window;
import org.codesign.quantization.BitWidths;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A network with every operator, exported and read back by the tools it is for. */
class DesignFilesTest {

  private static final int IMAGES = 3;
  private static final Normalization NORMALIZATION =
      new Normalization(List.of(0.4, 0.5), List.of(0.25, 0.3));

  private final SplittableRandom random = new SplittableRandom(4);
  private final Network network = network();
  private final NetworkWeights weights = weights();
  private final Map<String, byte[]> files = files();

  @Test
  void onnxRuntimeAndDeeplearning4jGiveTheSameAnswers() throws Exception {
    float[] pixels = uniform(IMAGES * 2 * 9 * 9, 0, 1);
    float[][] logits;
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession session = environment.createSession(files.get("model.onnx"));
        OnnxTensor input =
            OnnxTensor.createTensor(
                environment, FloatBuffer.wrap(pixels), new long[] {IMAGES, 2, 9, 9});
        OrtSession.Result result = session.run(Map.of("image", input))) {
      logits = (float[][]) result.get("logits").orElseThrow().getValue();
    }
    ComputationGraph graph =
        ModelSerializer.restoreComputationGraph(
            new ByteArrayInputStream(files.get("model.zip")), false);
    INDArray probabilities =
        graph.outputSingle(Nd4j.create(normalised(pixels), new long[] {IMAGES, 2, 9, 9}, 'c'));
    for (int image = 0; image < IMAGES; image++) {
      assertThat(probabilities.slice(image).dup('c').data().asFloat())
          .containsExactly(softmax(logits[image]), Offset.offset(1e-4f));
    }
  }

  @Test
  void theSameDesignGivesTheSameOnnxBytes() {
    assertThat(files().get("model.onnx")).isEqualTo(files.get("model.onnx"));
  }

  @Test
  void bitsAndAcceleratorAreDescribed() throws Exception {
    JsonNode bits = new ObjectMapper().readTree(files.get("bits.json"));
    assertThat(bits.path("layers").size()).isEqualTo(network.weightedLayers().size());
    assertThat(bits.path("layers").path(1).toString())
        .isEqualTo(
            "{\"name\":\"p1.conv1\",\"weightBits\":4,\"activationBits\":6,\"inputRange\":1.5}");
    JsonNode accelerator = new ObjectMapper().readTree(files.get("accelerator.json"));
    assertThat(accelerator.path("device").asText()).isEqualTo("XCZU3EG");
    assertThat(accelerator.path("configuration").path("dense").path("inputs").asInt()).isEqualTo(4);
    assertThat(accelerator.path("resources").path("dsp").asInt()).isEqualTo(3);
  }

  private Map<String, byte[]> files() {
    Map<String, BitWidths> bits = new LinkedHashMap<>();
    Map<String, Double> ranges = new LinkedHashMap<>();
    for (Layer layer : network.weightedLayers()) {
      bits.put(layer.name(), new BitWidths(4, 6));
      ranges.put(layer.name(), layer.name().equals("p1.conv1") ? 1.5 : 4);
    }
    Software software = new Software(network, weights, NORMALIZATION, bits, ranges);
    DesignFiles.Hardware hardware =
        new DesignFiles.Hardware(
            DeviceFile.read(new DeviceChoice("zu3eg", Optional.empty()), new Configuration()),
            new SubgraphEngine(
                new Lanes(8, 8),
                new Lanes(4, 8),
                8,
                3,
                MultiplierUnit.DSP,
                4,
                8,
                new Buffers(32, 3, 32, 64, 128),
                200),
            new ResourceUse(1, 2, 3, 4));
    Map<String, byte[]> result =
        new LinkedHashMap<>(DesignFiles.description("d1", software, hardware));
    DesignFiles.export("d1", software, samples(), List.of(ExportFormat.values()), result);
    return result;
  }

  private static Samples samples() {
    byte[] pixels = new byte[IMAGES * 2 * 9 * 9];
    new SplittableRandom(7).nextBytes(pixels);
    return Samples.first(
        new ImageSet(TensorShape.image(2, 9, 9), pixels, new int[IMAGES], List.of("a", "b", "c")));
  }

  private static Network network() {
    TensorShape image = TensorShape.image(2, 9, 9);
    Layer stem = Layer.convolution("stem", image, 4, Window.same(3, 1));
    BlockGeometry first = BlockGeometry.of(stem.output(), 8, 2);
    BlockGeometry same = BlockGeometry.of(first.output(), 8, 1);
    Backbone backbone = new Backbone(image, stem, List.of(first, same, same, same), 3);
    return new Network(
        backbone,
        List.of(
            new Network.NamedBlock("p1", new ResidualConvolution(3, 1).structure(first)),
            new Network.NamedBlock("p2", new InvertedResidual(5, 3, 1).structure(same)),
            new Network.NamedBlock("p3", new Skip().structure(same)),
            new Network.NamedBlock("p4", new DepthwiseSeparable(3).structure(same))));
  }

  private NetworkWeights weights() {
    Map<String, LayerWeights> layers = new LinkedHashMap<>();
    for (Layer layer : network.weightedLayers()) {
      layers.put(
          layer.name(),
          new LayerWeights(
              layer,
              uniform((int) layer.weights(), -0.5f, 0.5f),
              uniform(layer.output().channels(), -0.2f, 0.2f)));
    }
    return new NetworkWeights(layers);
  }

  private float[] uniform(int length, float low, float high) {
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = low + (high - low) * (float) random.nextDouble();
    }
    return values;
  }

  private static float[] normalised(float[] pixels) {
    float[] values = new float[pixels.length];
    for (int i = 0; i < pixels.length; i++) {
      int channel = i / 81 % 2;
      double centred = pixels[i] - NORMALIZATION.mean(channel);
      values[i] = (float) (centred / NORMALIZATION.standardDeviation(channel));
    }
    return values;
  }

  private static float[] softmax(float[] logits) {
    double sum = 0;
    for (float logit : logits) {
      sum += Math.exp(logit);
    }
    float[] result = new float[logits.length];
    for (int i = 0; i < logits.length; i++) {
      result[i] = (float) (Math.exp(logits[i]) / sum);
    }
    return result;
  }
}
