package org.codesign.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.onnx.proto.OnnxMl.ModelProto;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.codesign.config.RunConfig;
import org.codesign.engine.NetworkWeights;
import org.codesign.export.FloatOnnx;
import org.codesign.network.Network;
import org.codesign.onnx.ImportedModel;
import org.codesign.onnx.NetworkMatch;
import org.codesign.space.Position;
import org.codesign.space.SearchSpace;
import org.codesign.store.RunConflictException;
import org.codesign.task.ResidualTeacher;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** The search of {@code conf/smoke.yaml} with an ONNX network as its teacher. */
class OnnxTeacherIT {

  private static final String VARIABLE = "CODESIGN_SHARED_DATA";

  @TempDir(cleanup = CleanupMode.NEVER)
  private static Path scratch;

  private static Map<String, String> overrides(String model, String boundaries) {
    Map<String, String> overrides = new HashMap<>();
    overrides.put("teacher.onnx", model);
    overrides.put("teacher.boundaries", boundaries);
    return overrides;
  }

  private static SearchSummary search(
      String master, Path folder, String model, SmokeSearch.Heard heard) {
    return SmokeSearch.run(master, folder, overrides(model, OnnxChain.BOUNDARIES), heard);
  }

  private static JsonNode json(Path file) throws IOException {
    return new ObjectMapper().readTree(file.toFile());
  }

  @Test
  void aNetworkOfAnotherStructureLeadsToAReport() throws IOException {
    ModelProto chain = OnnxChain.of(0);
    String model = OnnxChain.write(chain, scratch.resolve("chain.onnx"));
    Path run = scratch.resolve("two cores");
    SmokeSearch.Heard heard = new SmokeSearch.Heard();
    SearchSummary summary = search("local[2]", run, model, heard);
    assertThat(summary.finalists()).hasSize(3);
    assertThat(run.resolve("report.html")).isNotEmptyFile();
    assertThat(run.resolve("_SUCCESS")).exists();
    assertThat(run.resolve("export/d00001/model.onnx")).isNotEmptyFile();
    assertThat(run.resolve("teacher/model/teacher.onnx")).hasBinaryContent(chain.toByteArray());
    JsonNode shared = json(run.resolve("teacher/shared/shared.json"));
    assertThat(shared.path("stemError").asDouble()).isBetween(1e-3, 0.1);
    assertThat(shared.path("classifierAgreement").asDouble()).isGreaterThan(0.9);
    JsonNode file = json(run.resolve("summary.json"));
    assertThat(file.path("teacherBytes").asLong())
        .isEqualTo(
            4
                * chain.getGraph().getInitializerList().stream()
                    .mapToLong(tensor -> tensor.getFloatDataCount())
                    .sum());
    assertThat(heard.notes)
        .anyMatch(line -> line.startsWith("stem: error "))
        .anyMatch(line -> line.startsWith("The boundary stem_out: "))
        .noneMatch(line -> line.startsWith("The boundary block1_out: "));

    Path one = scratch.resolve("one core");
    search("local[1]", one, model, new SmokeSearch.Heard());
    assertThat(SmokeSearch.frontCsv(one)).isEqualTo(SmokeSearch.frontCsv(run));
    for (String item : List.of("model", "shared", "measures")) {
      assertThat(one.resolve("teacher").resolve(item).resolve("done.json"))
          .hasSameBinaryContentAs(run.resolve("teacher").resolve(item).resolve("done.json"));
    }

    Files.delete(one.resolve("teacher/shared/done.json"));
    SmokeSearch.Heard again = new SmokeSearch.Heard();
    search("local[1]", one, model, again);
    assertThat(again.stages).contains("teacher activations 1/1", "blocks 5/5", "finalists 3/3");
    assertThat(SmokeSearch.frontCsv(one)).isEqualTo(SmokeSearch.frontCsv(run));

    OnnxChain.write(OnnxChain.of(1), scratch.resolve("chain.onnx"));
    assertThatThrownBy(() -> search("local[1]", one, model, new SmokeSearch.Heard()))
        .isInstanceOf(RunConflictException.class)
        .hasMessageContaining("inputs." + model);
  }

  /** The trained ResNet-20, exported with the normalisation of its images in the file. */
  @Test
  void theSharedResNetTeachesAsItDoesWithoutOnnx() throws IOException {
    String shared = System.getenv(VARIABLE);
    assumeTrue(
        shared != null && Files.isDirectory(Path.of(shared)),
        "Skipped, not shown here: a search from the trained ResNet-20 as ONNX. Set "
            + VARIABLE
            + " to the folder with resnet20_cifar10_weights.bin.");
    Configuration hadoop = new Configuration();
    RunConfig config =
        RunConfig.read(SmokeSearch.conf().resolve("smoke.yaml").toString(), resNet(shared), hadoop);
    SearchImages images = SearchImages.read(config, hadoop);
    SearchSpace space = config.space().searchSpace(images.training().shape(), 10, 1);
    ResidualTeacher teacher = teacher(shared, space, hadoop);
    Path model = scratch.resolve("resnet20.onnx");
    Files.write(model, FloatOnnx.of(teacher.network(), teacher.weights(), teacher.normalization()));
    List<String> boundaries = new ArrayList<>(List.of("stem.relu"));
    space.positions().stream().map(Position::name).forEach(it -> boundaries.add(it + ".output"));
    Map<String, String> overrides = overrides(model.toString(), boundaries.toString());
    overrides.putAll(resNet(shared));
    overrides.put("teacher.input", "unit");
    Path run = scratch.resolve("resnet20");
    SearchSummary summary = SmokeSearch.run("local[2]", run, overrides, new SmokeSearch.Heard());
    assertThat(summary.teacherAccuracy())
        .isEqualTo(TeacherModel.accuracy(teacher, images), within(0.002));
    assertThat(run.resolve("report.html")).isNotEmptyFile();
    JsonNode found = json(run.resolve("teacher/shared/shared.json"));
    assertThat(found.path("stemError").asDouble()).isLessThan(1e-4);
    assertThat(found.path("classifierError").asDouble()).isLessThan(1e-4);
    assertThat(found.path("classifierAgreement").asDouble()).isEqualTo(1);
  }

  private static Map<String, String> resNet(String shared) {
    String images =
        "{format: cifar-binary, files: [" + shared + "/cifar10-lossless-4000.bin.gz], limit: 768}";
    String same = "{operators: [separable-k3]}";
    String half = "{stride: 2, operators: [separable-k3]}";
    return Map.of(
        "data.train",
        images,
        "data.test",
        images,
        "space.stem",
        "{channels: 16, kernel: 3, stride: 1}",
        "space.stages",
        "[{channels: 16, blocks: [%1$s, %1$s, %1$s]}, {channels: 32, blocks: [%2$s, %1$s, %1$s]}, {channels: 64, blocks: [%2$s, %1$s, %1$s]}]"
            .formatted(same, half),
        "finalists.count",
        "1");
  }

  private static ResidualTeacher teacher(String shared, SearchSpace space, Configuration hadoop) {
    Network network = TeacherModel.network(space.backbone(), space.positions());
    ImportedModel imported =
        ImportedModel.open(shared + "/resnet20_cifar10_weights.index.json", hadoop);
    NetworkWeights weights = NetworkMatch.weights(imported.model(), network, "the ResNet-20");
    return new ResidualTeacher(network, weights, imported.normalization().orElseThrow());
  }
}
