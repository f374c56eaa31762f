package org.codesign.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.codesign.quantization.BitWidths;
import org.codesign.search.FineTuneRun;
import org.codesign.search.LayerBits;
import org.codesign.search.LayerOrder;
import org.codesign.search.TeacherImport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FineTuneCommandTest {

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final FakeRuns runs = FakeRuns.answering();
  @TempDir private Path folder;

  private int run(String... arguments) {
    Streams streams = new Streams(new PrintWriter(out), new PrintWriter(err));
    CodesignCommand command =
        new CodesignCommand(() -> runs, new Installation(Optional.empty(), Optional.empty()));
    return new Shell(command, streams).run(arguments);
  }

  private String file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text).toString();
  }

  @Test
  void asksForUniformBits() {
    assertThat(run("finetune", "--config", "c", "--uniform", "3", "--ends", "4", "--output", "w"))
        .isZero();
    assertThat(runs.requests())
        .containsExactly(
            new Runs.FineTune(
                "c",
                new FineTuneRun.Request(
                    new LayerBits.Uniform(new BitWidths(3, 4), 4),
                    Optional.empty(),
                    Optional.empty(),
                    new org.apache.hadoop.fs.Path("w")),
                Map.of()));
    assertThat(out.toString())
        .isEqualTo(
            """
            accuracy in float    86.88 % of 10,000 test images
            quantized, before    45.67 %
            quantized, after     86.00 %, 0.88 points below float
            weights              0.35 kB with scales, 11.35 times smaller than float32 (10.29 with biases)
            bits per weight      2.50
            written              w
            how it is quantized  w.quantization.json
            """);
  }

  @Test
  void readsBitsAndOrderFromFiles() throws IOException {
    String bits =
        file(
            "bits.json",
            """
            {"status": "optimal", "bits": {"conv1": {"weightBits": 8, "activationBits": 4},
             "fc": {"weightBits": 2, "activationBits": 4}}}
            """);
    String order =
        file(
            "s.json",
            """
            {"layers": [{"name": "conv1", "omega": {"2": 0.5, "8": 0.1}},
                        {"name": "fc", "omega": {"2": 0.5}, "eigenvalueOmega": {"2": 7}}]}
            """);
    assertThat(
            run(
                "finetune",
                "--json",
                "--config",
                "c",
                "--bits",
                bits,
                "--order",
                order,
                "--import",
                "m.onnx",
                "--set",
                "finetune.steps=2",
                "--output",
                "w"))
        .isZero();
    assertThat(runs.requests())
        .containsExactly(
            new Runs.FineTune(
                "c",
                new FineTuneRun.Request(
                    new LayerBits.Named(
                        bits, Map.of("conv1", new BitWidths(8, 4), "fc", new BitWidths(2, 4))),
                    Optional.of(new TeacherImport("m.onnx", Optional.empty())),
                    Optional.of(
                        new LayerOrder(
                            order, Map.of("conv1", Map.of(2, 0.5, 8, 0.1), "fc", Map.of(2, 7.0)))),
                    new org.apache.hadoop.fs.Path("w")),
                Map.of("finetune.steps", "2")));
    assertThat(out.toString()).contains("\"accuracy\" : 0.86", "\"smaller\" : 11.3");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--uniform 1                       | --uniform: 1 must be in [2, 8]",
        "--uniform 2 --ends 9              | --ends: 9 must be in [2, 8]",
        "--uniform 2 --activation-bits 0   | --activation-bits: 0 must be in [2, 8]",
        "--bits none.json                  | none.json: the file does not exist",
        "--bits b --ends 8                 | --ends, --activation-bits: only with --uniform; --bits has those of each layer",
      })
  void refusesInOneLine(String options, String message) {
    String[] given = ("finetune --config c --output w " + options).split(" +");
    assertThat(run(given)).isEqualTo(2);
    assertThat(err.toString()).isEqualTo("codesign: " + message + System.lineSeparator());
    assertThat(runs.requests()).isEmpty();
  }

  @Test
  void refusesTablesThatAreNone() throws IOException {
    String bits = file("b.json", "{\"bits\": {\"a\": {\"weightBits\": 9, \"activationBits\": 4}}}");
    assertThat(run("finetune", "--config", "c", "--output", "w", "--bits", bits)).isEqualTo(2);
    assertThat(err.toString())
        .isEqualTo("codesign: %s: bits.a.weightBits: 9 must be a whole number in [2, 8]%n", bits);
    String empty = file("e.json", "{}");
    err.getBuffer().setLength(0);
    assertThat(run("finetune", "--config", "c", "--output", "w", "--bits", empty)).isEqualTo(2);
    assertThat(err.toString())
        .isEqualTo(
            "codesign: %s: bits: an object is needed, as 'codesign allocate --json' writes it%n",
            empty);
    err.getBuffer().setLength(0);
    assertThat(
            run("finetune", "--config", "c", "--output", "w", "--uniform", "2", "--order", empty))
        .isEqualTo(2);
    assertThat(err.toString())
        .isEqualTo(
            "codesign: %s: layers: a list is needed, as 'codesign sensitivity' writes it%n", empty);
  }
}
