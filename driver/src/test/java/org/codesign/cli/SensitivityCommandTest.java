package org.codesign.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.codesign.network.TensorShape;
import org.codesign.search.SensitivityRequest;
import org.codesign.search.SensitivityRequest.Part;
import org.codesign.sensitivity.HutchinsonTrace.Grouping;
import org.codesign.sensitivity.LossKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SensitivityCommandTest {

  @TempDir private Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final FakeRuns runs = FakeRuns.answering();

  private int run(String... args) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    Streams streams = new Streams(new PrintWriter(out), new PrintWriter(err));
    CodesignCommand command =
        new CodesignCommand(() -> runs, new Installation(Optional.empty(), Optional.empty()));
    int status = new Shell(command, streams).run(args);
    streams.flush();
    return status;
  }

  private SensitivityRequest asked() {
    return ((Runs.Sensitivity) runs.requests().get(runs.requests().size() - 1)).request();
  }

  @Test
  void asksForWhatTheOptionsSay() {
    assertThat(
            run(
                "sensitivity",
                "--model=m.onnx",
                "--data=i,l",
                "--images=100",
                "--probes=7",
                "--fold-batch-norm",
                "--eigenvalues=1",
                "--activations",
                "--loss=distillation",
                "--probe=logits",
                "--input-shape=3x32x28",
                "--bits=8,4",
                "--normalization=0.5,0.4,0.3:0.2,0.2,0.2",
                "--output=hdfs:///o"))
        .isZero();
    SensitivityRequest asked = asked();
    assertThat(asked.data().orElseThrow().paths()).containsExactly("i", "l");
    assertThat(asked.images()).isEqualTo(100);
    assertThat(asked.batch()).isEqualTo(64);
    assertThat(asked.probing().probes()).isEqualTo(7);
    assertThat(asked.probing().grouping()).contains(Grouping.LOGITS);
    assertThat(asked.input()).contains(TensorShape.image(3, 32, 28));
    assertThat(asked.loss()).isEqualTo(LossKind.DISTILLATION);
    assertThat(asked.bits()).containsExactly(4, 8);
    assertThat(asked.parts())
        .containsExactlyInAnyOrder(Part.FOLDED, Part.ACTIVATIONS, Part.MEASURED);
    assertThat(asked.normalization().orElseThrow().means()).containsExactly(0.5, 0.4, 0.3);
    assertThat(out.toString())
        .contains("conv1", "batch normalisation folded", "1 traces are negative; their omega is 0");
  }

  @Test
  void printsJsonThatAllocateReads() throws IOException {
    assertThat(run("sensitivity", "--model=m", "--data=d", "--output=o", "--json")).isZero();
    JsonNode tree = new ObjectMapper().readTree(out.toString());
    JsonNode layer = tree.get("layers").get(0);
    assertThat(layer.get("name").asText()).isEqualTo("conv1");
    assertThat(layer.get("parameters").asLong()).isEqualTo(100);
    assertThat(layer.get("trace").asDouble()).isEqualTo(12.5);
    assertThat(layer.get("standardError").asDouble()).isEqualTo(0.125);
    assertThat(layer.get("eigenvalues").get(0).asDouble()).isEqualTo(3.5);
    assertThat(layer.get("omega").get("4").asDouble()).isEqualTo(0.25);
    assertThat(tree.get("layers").get(1).get("isNegative").asBoolean()).isTrue();
    Path file = folder.resolve("sensitivity.json");
    Files.writeString(file, out.toString());
    assertThat(run("allocate", "--problem", file.toString(), "--limit", "size-megabytes=0.00015"))
        .isZero();
    assertThat(out.toString()).contains("conv1");
  }

  @Test
  void saysAllThatIsWrongAtOnce() {
    assertThat(
            run(
                "sensitivity",
                "--model=m",
                "--data=d",
                "--output=o",
                "--images=10",
                "--batch=20",
                "--bits=1",
                "--loss=mine",
                "--probe=all",
                "--input-shape=3x0x32",
                "--subsets=2",
                "--tolerance=2",
                "--normalization=a:b"))
        .isEqualTo(2);
    assertThat(err.toString())
        .contains(
            "--batch: 20 must be in [1, 10], the images",
            "--bits: 1 must be in [2, 8]",
            "--loss: 'mine' must be task or distillation",
            "--input-shape: '3x0x32' must be CxHxW, such as 3x32x32",
            "--probe: 'all' must be logits, weights or layers",
            "--subsets: needs --eigenvalues of at least 1",
            "--tolerance: 2.0 must be in [0, 1)",
            "--normalization: 'a:b' must be numbers, such as 0.5:0.25");
    assertThat(run("sensitivity", "--model=m", "--output=o")).isEqualTo(2);
    assertThat(err.toString()).contains("--data: is missing; only --data-free does without");
    assertThat(run("sensitivity", "--model=m", "--data-free", "--bits=4,8", "--output=o")).isZero();
    assertThat(asked().data()).isEmpty();
    assertThat(asked().probing().grouping()).isEmpty();
    assertThat(
            run(
                "sensitivity",
                "--model=m",
                "--data-free",
                "--bits=4,8",
                "--layer-by-layer",
                "--output=o"))
        .isZero();
    assertThat(asked().probing().grouping()).contains(Grouping.LAYER_BY_LAYER);
  }
}
