package org.codesign.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunConfigRejectionTest {

  @Test
  void reportsAllProblemsAtOnceOneLineEach() {
    String text =
        ConfigText.with("[residual-k3, skip]", "[residual-k3, skip, inverted-k9]")
            .replace("name: small", "name: small\nteacher: {learningrate: 0.1, epochs: -1}");
    assertThatThrownBy(() -> ConfigText.read(text))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(
            """
            conf/x.yaml: teacher.epochs: -1 - must be a whole number in [1, 10000]
            conf/x.yaml: space.stages[0].blocks[0].operators[2]: "inverted-k9" - The kernel (9) of \
            an operator must be 1, 3, 5 or 7.
            conf/x.yaml: teacher.learningrate: unknown key 'learningrate', did you mean \
            'learning-rate'?""");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "name | a/b | \"a/b\" - must be 1 to 100 letters, digits, dots, hyphens and underscores",
        "name | 2026 | 2026 - must be text (put it in quotes)",
        "seed | -1 | -1 - must be a whole number in [0, 9223372036854775807]",
        "seed | 1.5 | 1.5 - must be a whole number",
        "seed | ~ | null - must be a whole number",
        "data.train.format | png | \"png\" - must be one of idx, cifar-binary, class-folder",
        "data.train.limit | 0 | 0 - must be a whole number in [1, 100000000]",
        "data.train.images-sha256 | abc | \"abc\" - must be a SHA-256 of 64 hexadecimal digits",
        "data.augment.flip | maybe | \"maybe\" - must be true or false",
        "data.augment.shift-pixels | 65 | 65 - must be a whole number in [0, 64]",
        "teacher | 3 | 3 - must be a section with keys of its own",
        "teacher.epochs | 0 | 0 - must be a whole number in [1, 10000]",
        "teacher.learning-rate | 0 | 0 - must be a number in [1.0E-9, 10.0]",
        "teacher.learning-rate | fast | \"fast\" - must be a number",
        "teacher.learning-rate | 1e400 | \"Infinity\" - must be a number in [1.0E-9, 10.0]",
        "teacher.momentum | 1 | 1 - must be a number in [0.0, 0.9999]",
        "space.stem.kernel | 4 | 4 - must be one of 1, 3, 5, 7",
        "space.widths | [] | [] - must be a list of 1 to 256 entries",
        "space.stages | [] | [] - must be a list of 1 to 64 sections",
        "space.stages[0].blocks[0].operators | [] | [] - must be a list of 1 to 256 entries",
        "space.bits-per | tensor | \"tensor\" - must be one of block, layer",
        "device | my board | \"my board\" - must be a name in conf/devices or the path of a JSON file",
        "accelerator.clock-megahertz | 8 | 8 - must be a list of 1 to 256 entries",
        "limits.latency-millis | -2 | -2 - must be a number in [1.0E-12, 1.0E12]",
        "front.objectives | [latency, size] | [\"latency\",\"size\"] - must be loss and at least one of latency, energy and size",
        "finalists.count | 0 | 0 - must be a whole number in [1, 10000]",
        "finalists.epochs | -1 | -1 - must be a whole number in [0, 10000]",
        "sensitivity.probes | 1 | 1 - must be a whole number in [2, 100000]",
      })
  void rejectsAValue(String key, String value, String problem) {
    assertThat(ConfigText.problems(ConfigText.MINIMAL, Map.of(key, value)))
        .containsExactly("--set: " + key + ": " + problem);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "space.weight-bits[0] | [1, 4] | 1 - must be a whole number in [2, 8]",
        "space.activation-bits[1] | [4, 9] | 9 - must be a whole number in [2, 8]",
        "space.weight-bits[1] | [4, 4] | 4 - is listed twice",
        "space.widths[0] | [0] | 0 - must be a number in [0.0625, 4.0]",
        "space.stages[0] | [16] | 16 - must be a section with keys of its own",
        "front.objectives[1] | [loss, speed] | 'speed' - must be one of loss, latency, energy, size",
        "accelerator.clock-megahertz[0] | [2001] | 2001 - must be a whole number in [1, 2000]",
      },
      quoteCharacter = '`')
  void rejectsAnEntry(String path, String list, String problem) {
    String key = path.substring(0, path.indexOf('['));
    assertThat(ConfigText.problems(ConfigText.MINIMAL, Map.of(key, list)))
        .first()
        .isEqualTo("--set: " + path + ": " + problem.replace('\'', '"'));
  }

  @Test
  void namesWhatIsMissing() {
    assertThat(ConfigText.problems("seed: 3"))
        .containsExactly(
            "conf/x.yaml: name: missing - text is needed",
            "conf/x.yaml: data: missing - this section is needed",
            "conf/x.yaml: space: missing - this section is needed",
            "conf/x.yaml: device: missing - text is needed",
            "conf/x.yaml: accelerator: missing - this section is needed");
    assertThat(
            ConfigText.problems(
                ConfigText.with("clock-megahertz: [200]", "").replace("labels: train", "x: t")))
        .containsExactly(
            "conf/x.yaml: data.train.labels: missing - text is needed",
            "conf/x.yaml: accelerator.clock-megahertz: missing - a list, each entry a whole number, is needed",
            "conf/x.yaml: data.train.x: unknown key 'x', known are format, images, images-sha256,"
                + " labels, labels-sha256, limit");
  }

  @Test
  void rejectsKeysOfAnotherFormat() {
    String text = ConfigText.with("labels: test-labels.gz", "labels: l, folder: a");
    assertThat(ConfigText.problems(text))
        .singleElement()
        .asString()
        .startsWith("conf/x.yaml: data.test.folder: unknown key 'folder', known are format");
  }

  @Test
  void rejectsFewerHashesThanFiles() {
    String train = "{format: idx, images: train-images.gz, labels: train-labels.gz}";
    String hash = "a".repeat(64);
    String cifar = "{format: cifar-binary, files: [a, b], files-sha256: [" + hash + "]}";
    assertThat(ConfigText.problems(ConfigText.with(train, cifar)))
        .singleElement()
        .asString()
        .startsWith("conf/x.yaml: data.train.files-sha256: [\"aaaa")
        .endsWith(" - must have one hash for each of the 2 files");
  }

  @Test
  void rejectsAFolderOutsideItsLocation() {
    String train = "{format: idx, images: train-images.gz, labels: train-labels.gz}";
    String folder = "{format: class-folder, path: a.tar, folder: ../b}";
    assertThat(ConfigText.problems(ConfigText.with(train, folder)))
        .containsExactly(
            "conf/x.yaml: data.train.folder: \"../b\" - must be a relative path without '..'");
  }

  @Test
  void rejectsAGpuWithAClock() {
    assertThat(ConfigText.problems(ConfigText.MINIMAL, Map.of("accelerator.batch", "[1]")))
        .containsExactly(
            "--set: accelerator.batch: [1] - is for a GPU and cannot stand beside clock-megahertz,"
                + " which is for an FPGA");
  }

  @Test
  void rejectsMoreImagesThanThereAre() {
    String text = ConfigText.with("labels: train-labels.gz", "labels: l, limit: 50");
    Map<String, String> overrides =
        Map.of("blocks.images", "40", "blocks.held-out-images", "11", "teacher.batch", "50");
    assertThat(ConfigText.problems(text, overrides))
        .containsExactly(
            "conf/x.yaml: blocks.batch: 64 - must not exceed blocks.images (40)",
            "conf/x.yaml: sensitivity.images: 256 - must not exceed blocks.images (40)",
            "--set: blocks.images: 40 - with blocks.held-out-images (11) must not exceed"
                + " data.train.limit (50)",
            "conf/x.yaml: finalists.batch: 64 - must not exceed data.train.limit (50)");
  }

  @Test
  void rejectsOverridesThatLeadNowhere() {
    Map<String, String> overrides = new TreeMap<>();
    overrides.put("a..b", "1");
    overrides.put("name.first", "1");
    overrides.put("seed", "");
    overrides.put("space.stages[1].channels", "8");
    overrides.put("teacher.epoch", "3");
    overrides.put("teacher.batch", "[1");
    assertThat(ConfigText.problems(ConfigText.MINIMAL, overrides))
        .containsExactly(
            "--set: a..b: is not a key such as teacher.epochs",
            "--set: name.first: 'first' is below a value, not below a section",
            "--set: seed: has no value",
            "--set: space.stages[1].channels: '1' is not an entry of the list, which has 1",
            "--set: teacher.batch: line 1: while parsing a flow sequence",
            "--set: teacher.epoch: unknown key 'epoch', did you mean 'epochs'?");
  }

  @Test
  void rejectsTextThatIsNoSimpleYaml() {
    String deep = "a: " + "[".repeat(30) + "]".repeat(30);
    assertThat(ConfigText.problems("")).containsExactly("conf/x.yaml: it is empty");
    assertThat(ConfigText.problems("# nothing")).containsExactly("conf/x.yaml: it is empty");
    assertThat(ConfigText.problems("- a"))
        .containsExactly("conf/x.yaml: it must have keys such as 'name: my-run'");
    assertThat(ConfigText.problems("name: a\nname: b"))
        .containsExactly("conf/x.yaml: line 2: Duplicate field 'name'");
    assertThat(ConfigText.problems("name: &n a\ndevice: *n"))
        .containsExactly(
            "conf/x.yaml: line 2: the alias *n cannot be used here, write the value out");
    assertThat(ConfigText.problems(deep))
        .containsExactly("conf/x.yaml: line 1: sections may be nested 24 deep");
    assertThat(ConfigText.problems("name: [a"))
        .containsExactly("conf/x.yaml: line 1: while parsing a flow sequence");
    assertThat(ConfigText.problems("name: a\n---\nname: b"))
        .singleElement()
        .asString()
        .startsWith("conf/x.yaml: line 3: ");
  }
}
