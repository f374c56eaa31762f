package org.codesign.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.fs.Path;
import org.codesign.data.Normalization;
import org.codesign.onnx.PixelValues;
import org.junit.jupiter.api.Test;

/** Keys of an ONNX teacher, and of the normalisation of its images. */
class TeacherReaderTest {

  private static final String ONNX =
      ConfigText.with("space:", "teacher: {onnx: n.onnx, boundaries: [a, b]}\nspace:");

  @Test
  void readsAnOnnxTeacher() {
    assertThat(ConfigText.read(ONNX).teacher().onnx())
        .contains(
            new OnnxTeacherConfig(
                new InputFile("n.onnx", new Path("/project/conf/n.onnx"), Optional.empty()),
                List.of("a", "b"),
                Optional.empty(),
                PixelValues.NORMALIZED));
    OnnxTeacherConfig given =
        ConfigText.read(ONNX, Map.of("teacher.logits", "c", "teacher.input", "byte"))
            .teacher()
            .onnx()
            .orElseThrow();
    assertThat(given.logits()).contains("c");
    assertThat(given.input()).isEqualTo(PixelValues.BYTE);
  }

  /** Runs of before are compared with this text. */
  @Test
  void leavesNoTraceWhereItIsAbsent() {
    assertThat(ConfigText.read(ConfigText.MINIMAL).canonicalJson())
        .doesNotContain("onnx", "boundaries", "logits", "input\"", "means");
    assertThat(ConfigText.read(ONNX).canonicalJson())
        .contains("\"onnx\"", "\"boundaries\"", "\"input\"");
  }

  @Test
  void refusesTwoTeachersAndUnknownInputs() {
    assertThat(
            ConfigText.problems(
                ONNX, Map.of("teacher.weights", "w.safetensors", "teacher.input", "half")))
        .containsExactly(
            "--set: teacher.input: \"half\" - must be one of normalized, unit, byte",
            "conf/x.yaml: teacher.onnx: \"n.onnx\" - cannot stand beside teacher.weights: a search has one teacher");
  }

  @Test
  void refusesKeysOfAnOnnxTeacherWithoutOne() {
    assertThat(
            ConfigText.problems(
                ConfigText.MINIMAL, Map.of("teacher.boundaries", "[a, b]", "teacher.logits", "c")))
        .containsExactly(
            "--set: teacher.boundaries: [\"a\",\"b\"] - is for teacher.onnx, which is not given",
            "--set: teacher.logits: \"c\" - is for teacher.onnx, which is not given");
    assertThat(ConfigText.problems(ConfigText.MINIMAL, Map.of("teacher.onnx", "n.onnx")))
        .containsExactly(
            "conf/x.yaml: teacher.boundaries: missing - a list, each entry text, is needed");
  }

  @Test
  void readsANormalisationWithEqualChannels() {
    Map<String, String> half =
        Map.of("data.means", "[0.5, 0.5, 0.5]", "data.standard-deviations", "[0.25, 0.25, 0.25]");
    assertThat(ConfigText.read(ConfigText.MINIMAL, half).data().normalization())
        .contains(new Normalization(List.of(0.5, 0.5, 0.5), List.of(0.25, 0.25, 0.25)));
  }

  @Test
  void refusesHalfANormalisation() {
    assertThat(ConfigText.problems(ConfigText.MINIMAL, Map.of("data.means", "[0.5]")))
        .anyMatch(line -> line.contains("data.standard-deviations: missing"));
    assertThat(
            ConfigText.problems(
                ConfigText.MINIMAL,
                Map.of("data.means", "[0.5]", "data.standard-deviations", "[0.5, 0.5]")))
        .containsExactly(
            "--set: data.standard-deviations: [0.5,0.5] - must be as many as data.means");
    assertThat(
            ConfigText.problems(
                ConfigText.MINIMAL,
                Map.of("data.means", "[1.5]", "data.standard-deviations", "[0]")))
        .hasSizeGreaterThanOrEqualTo(2);
  }

  @Test
  void weightsSayTheirNormalisationThemselves() {
    Map<String, String> both =
        Map.of(
            "teacher.weights", "w.safetensors",
            "data.means", "[0.5]",
            "data.standard-deviations", "[0.5]");
    assertThat(ConfigText.problems(ConfigText.MINIMAL, both))
        .containsExactly(
            "--set: data.means: is not for teacher.weights, whose manifest says how images are normalised");
  }
}
