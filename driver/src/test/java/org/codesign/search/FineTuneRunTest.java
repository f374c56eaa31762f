package org.codesign.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.codesign.config.ConfigurationException;
import org.codesign.config.RunConfig;
import org.codesign.network.Network;
import org.codesign.network.TensorShape;
import org.codesign.quantization.BitWidths;
import org.codesign.space.SearchSpace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Fine-tunes the packaged teacher on a part of the packaged images. */
class FineTuneRunTest {

  private static final BitWidths TWO = new BitWidths(2, 4);

  @TempDir private Path folder;

  private static RunConfig config(Map<String, String> more) {
    Map<String, String> overrides = new LinkedHashMap<>();
    overrides.put("data.train.limit", "800");
    overrides.put("data.test.limit", "400");
    overrides.put("blocks.images", "400");
    overrides.put("blocks.held-out-images", "100");
    overrides.put("finetune.epochs", "2");
    overrides.put("finetune.batch", "32");
    overrides.put("finetune.learning-rate", "0.002");
    overrides.putAll(more);
    return RunConfig.read(
        SmokeSearch.conf().resolve("quickstart.yaml").toString(), overrides, new Configuration());
  }

  private static Network network() {
    SearchSpace space = config(Map.of()).space().searchSpace(TensorShape.image(1, 28, 28), 10, 1);
    return TeacherModel.network(space.backbone(), space.positions());
  }

  private FineTuneRun.Summary run(String name, Map<String, String> more, LayerBits bits) {
    return run(name, more, bits, Optional.empty());
  }

  private FineTuneRun.Summary run(
      String name, Map<String, String> more, LayerBits bits, Optional<LayerOrder> order) {
    var weights = new org.apache.hadoop.fs.Path(folder.resolve(name).toUri());
    return new FineTuneRun(
            config(more), new Configuration(), new SmokeSearch.Heard(), Map.of("command", "test"))
        .run(new FineTuneRun.Request(bits, Optional.empty(), order, weights));
  }

  @Test
  void twoBitsComeBackAndTheFilesHoldThem() throws IOException {
    FineTuneRun.Summary tuned = run("two", Map.of(), new LayerBits.Uniform(TWO, 8));
    assertThat(tuned.testImages()).isEqualTo(400);
    assertThat(tuned.accuracies().asFloat()).isGreaterThan(0.85);
    assertThat(tuned.accuracies().after())
        .isGreaterThan(tuned.accuracies().before() + 0.05)
        .isGreaterThan(0.7);
    JsonNode tree = new ObjectMapper().readTree(folder.resolve("two.quantization.json").toFile());
    assertThat(tree.path("accuracy").doubleValue()).isEqualTo(tuned.accuracies().after());
    assertThat(tree.path("bits").path("stem").path("weightBits").intValue()).isEqualTo(8);
    assertThat(tree.path("bits").size()).isEqualTo(network().weightedLayers().size());
    assertThat(tree.path("inputRanges").path("classifier").doubleValue()).isPositive();
    assertThat(tree.path("quantizers").path("stem").textValue()).isEqualTo("least-squares");
    // The written weights are the quantized ones: without an epoch nothing changes.
    FineTuneRun.Summary again =
        run(
            "again",
            Map.of(
                "teacher.weights",
                folder.resolve("two").toString(),
                "finetune.epochs",
                "0",
                "finetune.batch-norm",
                "false"),
            new LayerBits.Uniform(TWO, 8));
    assertThat(Files.readAllBytes(folder.resolve("again")))
        .isEqualTo(Files.readAllBytes(folder.resolve("two")));
    assertThat(again.accuracies().asFloat()).isBetween(0.5, 1.0);
  }

  @Test
  void everyOptionTrains() {
    Map<String, Map<Integer, Double>> omegas = new LinkedHashMap<>();
    Map<String, BitWidths> bits = new LinkedHashMap<>();
    network()
        .weightedLayers()
        .forEach(
            layer -> {
              omegas.put(layer.name(), Map.of(3, (double) omegas.size()));
              bits.put(layer.name(), new BitWidths(3, 4));
            });
    FineTuneRun.Summary tuned =
        run(
            "options",
            Map.of(
                "finetune.steps", "2",
                "finetune.images", "256",
                "finetune.label-share", "1.0",
                "finetune.weight-ranges", "min-max",
                "finetune.activation-ranges", "percentile:99.9",
                "finetune.group", "48"),
            new LayerBits.Named("bits.json", bits),
            Optional.of(new LayerOrder("sensitivity.json", omegas)));
    assertThat(tuned.accuracies().after()).isGreaterThan(0.6);
    assertThat(tuned.size().bitsPerWeight()).isEqualTo(3);
    // 16 x 9 weights of the stem: three groups of 3 x 3 weights are one scale, and so on.
    assertThat(tuned.size().scales()).isGreaterThan(tuned.size().biases());
  }

  @Test
  void sizesAreThoseOfPaper() {
    QuantizedSize size = new QuantizedSize(1000, 2500, 10, 20);
    assertThat(size.weightBytes()).isEqualTo((2500 + 320) / 8.0);
    assertThat(size.smaller()).isEqualTo(32_000.0 / 2820);
    assertThat(size.smallerWithBiases()).isEqualTo(32 * 1020 / (2500 + 30 * 32.0));
    assertThat(size.bitsPerWeight()).isEqualTo(2.5);
  }

  @Test
  void layersGoInFallingOrderOfOmega() {
    Network network = network();
    Map<String, BitWidths> bits = new LayerBits.Uniform(TWO, 2).of(network, Map.of());
    Map<String, Map<Integer, Double>> omegas = new LinkedHashMap<>();
    network.weightedLayers().forEach(layer -> omegas.put(layer.name(), Map.of(2, 1.0)));
    omegas.put("stem", Map.of(2, 5.0));
    omegas.put("classifier", Map.of(2, 0.0));
    List<Set<String>> steps = new LayerOrder("o", omegas).steps(network, bits, Map.of(), 3);
    assertThat(steps).hasSize(3);
    assertThat(steps.get(0)).contains("stem");
    assertThat(steps.get(2)).contains("classifier");
    assertThat(steps.stream().mapToInt(Set::size).sum()).isEqualTo(network.weightedLayers().size());
    omegas.put("stem", Map.of(3, 5.0));
    assertThatThrownBy(() -> new LayerOrder("o", omegas).steps(network, bits, Map.of(), 3))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage("o: layer stem: it has no omega at 2 bits");
  }

  @Test
  void bitsMustFitTheNetwork() {
    Network network = network();
    Map<String, BitWidths> bits =
        new LinkedHashMap<>(new LayerBits.Uniform(TWO, 2).of(network, Map.of()));
    bits.remove("stem");
    bits.put("conv1", new BitWidths(8, 8));
    assertThatThrownBy(() -> new LayerBits.Named("b", bits).of(network, Map.of()))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("b: bits: the layer stem is missing")
        .hasMessageContaining("b: bits: the network has no layer conv1");
    Map<String, String> names = Map.of("stem", "conv1");
    assertThat(new LayerBits.Named("b", bits).of(network, names).get("stem"))
        .isEqualTo(new BitWidths(8, 8));
    bits.put("stage2.block1.projection", new BitWidths(2, 8));
    assertThatThrownBy(() -> new LayerBits.Named("b", bits).of(network, names))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(
            "b: bits: stage2.block1.projection has 8 activation bits, and must have the 4 of"
                + " stage2.block1.conv1, which reads the same");
  }
}
