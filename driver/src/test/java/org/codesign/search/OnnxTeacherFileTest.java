package org.codesign.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.codesign.config.ConfigurationException;
import org.codesign.config.RunConfig;
import org.codesign.data.DataException;
import org.codesign.network.Backbone;
import org.codesign.network.TensorShape;
import org.codesign.quantization.BitWidths;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is wrong with an ONNX teacher is said at once, before anything is computed. */
class OnnxTeacherFileTest {

  private static final TensorShape IMAGE = TensorShape.image(1, 28, 28);

  @TempDir private Path folder;

  private OnnxTeacherFile read(ModelProto model, Map<String, String> overrides) throws IOException {
    return read(OnnxChain.write(model, folder.resolve("chain.onnx")), IMAGE, overrides);
  }

  private static OnnxTeacherFile read(
      String file, TensorShape image, Map<String, String> overrides) {
    Map<String, String> all = new HashMap<>();
    all.put("teacher.onnx", file);
    all.put("teacher.boundaries", OnnxChain.BOUNDARIES);
    all.putAll(overrides);
    Configuration hadoop = new Configuration();
    RunConfig config =
        RunConfig.read(SmokeSearch.conf().resolve("smoke.yaml").toString(), all, hadoop);
    Backbone backbone = config.space().backbone(image, 10);
    return OnnxTeacherFile.read(config, backbone, hadoop);
  }

  private static String line(String setting, String reason) {
    return SmokeSearch.conf().resolve("smoke.yaml") + ": teacher." + setting + ": " + reason;
  }

  @ParameterizedTest
  @CsvSource({"0", "1", "8"})
  void takesANetworkThatFits(int batch) throws IOException {
    OnnxTeacherFile file = read(OnnxChain.of(batch), Map.of());
    assertThat(file.cut().image()).isEqualTo("picture");
    assertThat(file.cut().batch()).isEqualTo(batch);
    assertThat(file.cut().boundaries()).containsExactly("stem_out", "block1_out", "block2_out");
    assertThat(file.cut().logits()).isEqualTo("answer");
    assertThat(file.cut().shapes())
        .containsExactly(
            TensorShape.image(8, 14, 14),
            TensorShape.image(8, 14, 14),
            TensorShape.image(16, 7, 7),
            TensorShape.vector(10));
    assertThat(file.constantBytes()).isGreaterThan(4000);
  }

  @Test
  void namesAllThatDoesNotFit() {
    assertThatThrownBy(
            () ->
                read(
                    OnnxChain.of(0),
                    Map.of(
                        "teacher.boundaries", "[stem-out, block2_out, deep_out]",
                        "teacher.logits", "pooled")))
        .isInstanceOfSatisfying(
            ConfigurationException.class,
            e ->
                assertThat(e.problems())
                    .containsExactly(
                        line(
                            "boundaries[0]",
                            "the network computes no tensor stem-out; of its 21 tensors the nearest are stem_out, deep_out, stem"),
                        line(
                            "boundaries[2]",
                            "deep_out does not depend on the boundary block2_out before it"),
                        line(
                            "boundaries[1]",
                            "block2_out has [16, 7, 7] for an image, but the space has [8, 14, 14] there"),
                        line(
                            "boundaries[2]",
                            "deep_out has [8, 14, 14] for an image, but the space has [16, 7, 7] there"),
                        line(
                            "logits",
                            "pooled has [16, 1, 1] for an image, but the data has 10 classes")))
        .hasMessageContaining("stem-out");
  }

  @Test
  void logitsThatABoundaryHasNoWayToAreRefused() {
    assertThatThrownBy(() -> read(OnnxChain.of(0), Map.of("teacher.logits", "left")))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining(
            line("logits", "left does not depend on the boundary block2_out before it"));
  }

  @Test
  void probabilitiesAreNoLogits() {
    assertThatThrownBy(() -> read(OnnxChain.of(0), Map.of("teacher.logits", "probability")))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(
            line(
                "logits",
                "probability has probabilities, which are at least 0 and whose sum is 1; name what their softmax reads"));
  }

  @Test
  void anotherInputIsRefused() {
    assertThatThrownBy(
            () ->
                read(
                    OnnxChain.write(OnnxChain.of(0), folder.resolve("chain.onnx")),
                    TensorShape.image(3, 32, 32),
                    Map.of()))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(
            line(
                "onnx",
                "the input picture has the type float and the shape [?, 1, 28, 28], but the images of the data are float [N, 3, 32, 32]"));
  }

  @Test
  void aMissingFileIsOneLine() {
    assertThatThrownBy(() -> read("/nowhere/net.onnx", IMAGE, Map.of()))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(line("onnx", "there is no file /nowhere/net.onnx"));
  }

  @Test
  void aFileThatIsNoModelIsOneLine() throws IOException {
    Path file = folder.resolve("text.onnx");
    Files.writeString(file, "this is no model");
    assertThatThrownBy(() -> read(file.toString(), IMAGE, Map.of()))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageStartingWith(line("onnx", "The file " + file + " is no ONNX model"));
  }

  @Test
  void anotherHashIsRefused() {
    String hash = "0".repeat(64);
    assertThatThrownBy(() -> read(OnnxChain.of(0), Map.of("teacher.onnx-sha256", "'" + hash + "'")))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("and " + hash + " was expected.");
  }

  @Test
  void valuesInOtherFilesAreRefused() {
    ModelProto.Builder model = OnnxChain.of(0).toBuilder();
    model
        .getGraphBuilder()
        .getInitializerBuilder(0)
        .setDataLocation(TensorProto.DataLocation.EXTERNAL);
    assertThatThrownBy(() -> read(model.build(), Map.of()))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(
            line("onnx", "the values of stem_w are in another file; they must be in the model"));
  }

  @Test
  void anOperatorThatOnnxRuntimeDoesNotKnowIsOneLine() {
    ModelProto.Builder model = OnnxChain.of(0).toBuilder();
    model.getGraphBuilder().getNodeBuilder(2).setOpType("NoSuchOperator");
    assertThatThrownBy(() -> read(model.build(), Map.of()))
        .isInstanceOfSatisfying(
            ConfigurationException.class,
            e -> assertThat(e.problems()).hasSize(1).noneMatch(it -> it.contains("\n")))
        .hasMessageContaining("NoSuchOperator");
  }

  @Test
  void twoInputsAreRefused() {
    ModelProto.Builder model = OnnxChain.of(0).toBuilder();
    model.getGraphBuilder().addInput(model.getGraph().getInput(0).toBuilder().setName("other"));
    assertThatThrownBy(() -> read(model.build(), Map.of()))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(line("onnx", "the network has 2 inputs, but must have one"));
  }

  @Test
  void oneTeacherOnly() {
    Map<String, String> both = Map.of("teacher.weights", "a.safetensors");
    assertThatThrownBy(() -> read(OnnxChain.of(0), both))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("cannot stand beside teacher.weights: a search has one teacher");
  }

  @Test
  void asManyBoundariesAsTheSpaceNeeds() {
    assertThatThrownBy(
            () -> read(OnnxChain.of(0), Map.of("teacher.boundaries", "[stem_out, block1_out]")))
        .isInstanceOfSatisfying(
            ConfigurationException.class,
            e ->
                assertThat(e.problems())
                    .isEqualTo(
                        List.of(
                            "--set: teacher.boundaries: 2 tensors - must be 3, what enters the first of the space's 2 positions and what leaves each")))
        .hasMessageContaining("2 tensors");
  }

  @Test
  void trainingAndFineTuningWantATeacherOfTheSpace() throws IOException {
    String file = OnnxChain.write(OnnxChain.of(0), folder.resolve("chain.onnx"));
    Configuration hadoop = new Configuration();
    RunConfig config =
        RunConfig.read(
            SmokeSearch.conf().resolve("smoke.yaml").toString(),
            Map.of("teacher.onnx", file, "teacher.boundaries", OnnxChain.BOUNDARIES),
            hadoop);
    var weights = new org.apache.hadoop.fs.Path(folder.resolve("t.safetensors").toUri());
    SmokeSearch.Heard heard = new SmokeSearch.Heard();
    assertThatThrownBy(() -> new TeacherRun(config, weights, hadoop, heard, Map.of()).run())
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(
            line("onnx", "train is for a teacher of the space's own structure; leave the key out"));
    FineTuneRun.Request request =
        new FineTuneRun.Request(
            new LayerBits.Uniform(BitWidths.EIGHT, 8), Optional.empty(), Optional.empty(), weights);
    assertThatThrownBy(() -> new FineTuneRun(config, hadoop, heard, Map.of()).run(request))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(
            line(
                "onnx",
                "finetune is for a teacher of the space's own structure; leave the key out"));
  }
}
