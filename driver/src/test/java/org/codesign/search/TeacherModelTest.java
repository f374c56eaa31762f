package org.codesign.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.codesign.config.ConfigurationException;
import org.codesign.data.Normalization;
import org.codesign.engine.LayerWeights;
import org.codesign.engine.NetworkWeights;
import org.codesign.network.Backbone;
import org.codesign.network.BlockGeometry;
import org.codesign.network.Layer;
import org.codesign.network.Network;
import org.codesign.network.ResidualConvolution;
import org.codesign.network.TensorShape;
import org.codesign.network.Window;
import org.codesign.space.Position;
import org.codesign.task.ResidualTeacher;
import org.junit.jupiter.api.Test;

class TeacherModelTest {

  private static final Network NETWORK = network(4);
  private static final TeacherModel MODEL = model();

  private static Network network(int channels) {
    TensorShape image = TensorShape.image(1, 8, 8);
    Layer stem = Layer.convolution("stem", image, channels, Window.same(3, 1));
    BlockGeometry geometry = BlockGeometry.of(stem.output(), channels, 1);
    Backbone backbone = new Backbone(image, stem, List.of(geometry), 3);
    return TeacherModel.network(
        backbone, List.of(new Position("p", geometry, List.of(new ResidualConvolution(3, 0.5)))));
  }

  private static TeacherModel model() {
    Map<String, LayerWeights> layers = new LinkedHashMap<>();
    for (Layer layer : NETWORK.weightedLayers()) {
      float[] weights = new float[(int) layer.weights()];
      Arrays.fill(weights, 0.5f);
      layers.put(
          layer.name(), new LayerWeights(layer, weights, new float[layer.output().channels()]));
    }
    Normalization normalization = new Normalization(List.of(0.3), List.of(0.2));
    return new TeacherModel(
        new ResidualTeacher(NETWORK, new NetworkWeights(layers), normalization), 0.9);
  }

  @Test
  void theTeacherHasAFullResidualBlockWhateverTheOperators() {
    assertThat(NETWORK.blocks().get(0).structure())
        .isEqualTo(new ResidualConvolution(3, 1).structure(NETWORK.backbone().blocks().get(0)));
  }

  @Test
  void comesBackFromItsFiles() {
    TeacherModel read =
        TeacherModel.read(
            MODEL.weightsFile(), MODEL.manifestFile(100, Map.of("seed", "7")), NETWORK, "t");
    assertThat(read.accuracy()).isEqualTo(0.9);
    assertThat(read.teacher().normalization()).isEqualTo(MODEL.teacher().normalization());
    assertThat(read.weightsFile()).isEqualTo(MODEL.weightsFile());
  }

  @Test
  void refusesAManifestOfOtherWeights() {
    byte[] weights = MODEL.weightsFile();
    weights[weights.length - 1] ^= 1;
    assertThatThrownBy(
            () ->
                TeacherModel.read(
                    weights, MODEL.manifestFile(1, Map.of()), NETWORK, "t.safetensors"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageStartingWith(
            "teacher.weights: t.safetensors: the manifest is of other weights: their SHA-256 is ");
  }

  @Test
  void refusesWeightsOfAnotherNetwork() {
    assertThatThrownBy(
            () ->
                TeacherModel.read(
                    MODEL.weightsFile(), MODEL.manifestFile(1, Map.of()), network(8), "t"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("must hold the tensor stem.weight as F32 of shape [8, 1, 3, 3]");
  }

  @Test
  void refusesAManifestOfOtherChannels() {
    byte[] manifest =
        "{\"normalization\": {\"means\": [0.1, 0.2], \"standard-deviations\": [1, 1]}}"
            .getBytes(StandardCharsets.UTF_8);
    assertThatThrownBy(() -> TeacherModel.read(MODEL.weightsFile(), manifest, NETWORK, "t"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(
            "teacher.weights: t: its manifest normalises 2 channels where the images have 1");
  }

  @Test
  void refusesAManifestThatIsNotJson() {
    byte[] manifest = "normalization".getBytes(StandardCharsets.UTF_8);
    assertThatThrownBy(() -> TeacherModel.read(MODEL.weightsFile(), manifest, NETWORK, "t"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageStartingWith("teacher.weights: t: ");
  }
}
