package org.codesign.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AllocateCommandTest {

  private static final String RESNET18 = "../conf/examples/resnet18-allocation.json";
  private static final double BYTES_PER_MEBIBYTE = 1048576;

  @TempDir private Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... args) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    Streams streams = new Streams(new PrintWriter(out), new PrintWriter(err));
    CodesignCommand command =
        new CodesignCommand(
            () -> {
              throw new AssertionError("Spark is not needed.");
            },
            new Installation(Optional.empty(), Optional.empty()));
    int status = new Shell(command, streams).run(args);
    streams.flush();
    return status;
  }

  private JsonNode json() throws IOException {
    return new ObjectMapper().readTree(out.toString());
  }

  private static JsonNode golden() throws IOException {
    try (InputStream in =
        AllocateCommandTest.class.getResourceAsStream(
            "/org/codesign/allocation/hawq-v3-resnet18.json")) {
      return new ObjectMapper().readTree(in);
    }
  }

  @Test
  void solvesTheNineProblemsOfHawqV3() throws IOException {
    for (JsonNode problem : golden().get("limits")) {
      String constraint = problem.get("constraint").asText();
      // The notebook counts mebibytes, and bit operations / 1024.
      String limit =
          switch (constraint) {
            case "size" ->
                "size-megabytes=" + problem.get("limit").asDouble() * BYTES_PER_MEBIBYTE / 1e6;
            case "bops" -> "bops-giga=" + problem.get("limit").asDouble() * 1.024;
            default -> "latency-millis=" + problem.get("limit").asDouble();
          };
      assertThat(run("allocate", "--problem", RESNET18, "--limit", limit, "--json")).isZero();
      JsonNode found = json();
      JsonNode bits = problem.get("bits");
      int i = 0;
      for (JsonNode layer : found.get("bits")) {
        assertThat(layer.get("weightBits").asInt()).as(limit).isEqualTo(bits.get(i++).asInt());
      }
      assertThat(i).isEqualTo(bits.size());
      String config =
          (constraint.equals("size") ? "modelsize" : constraint)
              + "_"
              + problem.get("alpha").asText();
      checkPublished(golden().get("published").get(config), found);
    }
  }

  /**
   * The paper adds the first convolution (9,408 weights) and the last layer (512,000) at 8 bits.
   */
  private static void checkPublished(JsonNode published, JsonNode found) {
    double megabytes = found.get("sizeMegabytes").asDouble() + (9408 + 512_000) / 1e6;
    double bops = found.get("bopsGiga").asDouble() + (118_013_952.0 + 512_000) * 64 / 1e9;
    assertThat(megabytes * 1e6 / BYTES_PER_MEBIBYTE / published.get("sizeMb").asDouble())
        .isCloseTo(1, within(0.034));
    assertThat(bops / published.get("bopsG").asDouble()).isCloseTo(1, within(0.031));
  }

  /** Sizes in mebibytes and bit operations of FP32 and W8A8, to the last digit that is printed. */
  @Test
  void givesThePublishedFiguresOfUniformBits() throws IOException {
    for (int bits : new int[] {32, 8}) {
      JsonNode published = golden().get("published").get(bits == 32 ? "baseline" : "uniform8");
      JsonNode found = uniform(bits);
      double mebibytes = found.get("sizeMegabytes").asDouble() * 1e6 / BYTES_PER_MEBIBYTE;
      assertThat(mebibytes).isCloseTo(published.get("sizeMb").asDouble(), within(0.05));
      assertThat(Math.rint(found.get("bopsGiga").asDouble()))
          .isEqualTo(published.get("bopsG").asDouble());
    }
  }

  /** All 21 layers of ResNet18, those of the example and the two that HAWQ-V3 does not search. */
  private JsonNode uniform(int bits) throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    ObjectNode problem = mapper.createObjectNode();
    ArrayNode layers = problem.putArray("layers");
    for (JsonNode layer : mapper.readTree(Path.of(RESNET18).toFile()).get("layers")) {
      add(
          layers,
          layer.get("name").asText(),
          layer.get("parameters").asLong(),
          layer.get("macs").asLong(),
          bits);
    }
    add(layers, "first", 9408, 118_013_952, bits);
    add(layers, "last", 512_000, 512_000, bits);
    Path file = folder.resolve("uniform.json");
    mapper.writeValue(file.toFile(), problem);
    assertThat(run("allocate", "--problem", file.toString(), "--limit", "bops-giga=2000", "--json"))
        .isZero();
    return json();
  }

  private static void add(ArrayNode layers, String name, long parameters, long macs, int bits) {
    ObjectNode layer = layers.addObject();
    layer.put("name", name).put("parameters", parameters).put("macs", macs);
    ObjectNode choice = layer.putArray("choices").addObject();
    choice.put("weightBits", bits).put("activationBits", bits).put("sensitivity", 0);
  }

  @Test
  void givesTheWholeFront() throws IOException {
    assertThat(run("allocate", "--problem", RESNET18, "--front", "latency-millis", "--json"))
        .isZero();
    JsonNode front = json().get("front");
    double sensitivity = Double.POSITIVE_INFINITY;
    for (JsonNode point : front) {
      assertThat(point.get("sensitivity").asDouble()).isLessThan(sensitivity);
      sensitivity = point.get("sensitivity").asDouble();
      String limit = "latency-millis=" + point.get("latencyMillis").asText();
      String[] args = {"allocate", "--problem", RESNET18, "--limit", limit, "--json"};
      if (front.size() < 100 || point.hashCode() % 10 == 0) {
        assertThat(run(args)).isZero();
        assertThat(json().get("bits")).isEqualTo(point.get("bits"));
      }
    }
  }

  @Test
  void readsWhatSensitivityWrites() throws IOException {
    Path file = folder.resolve("s.json");
    Files.writeString(
        file,
        """
        {"layers": [{"name": "a", "parameters": 1000, "trace": 0.5, "standardError": 0.1,
          "eigenvalues": [1.5], "omega": {"4": 0.5, "8": 0.1}},
         {"name": "b", "parameters": 0, "trace": 0.5, "standardError": 0.1, "eigenvalues": [],
          "omega": {"4": 0.3, "8": 0.0}}]}""");
    String[] args = {
      "allocate",
      "--problem",
      file.toString(),
      "--limit",
      "size-megabytes=0.0006",
      "--json",
      "--activation-bits",
      "8"
    };
    assertThat(run(args)).isZero();
    assertThat(json().at("/bits/a/weightBits").asInt()).isEqualTo(4);
    assertThat(json().at("/bits/a/activationBits").asInt()).isEqualTo(8);
    assertThat(json().at("/bits/b/weightBits").asInt()).isEqualTo(8);
  }

  @Test
  void saysWhatCanBeReached() {
    Path output = folder.resolve("out.json");
    String[] args = {
      "allocate",
      "--problem",
      RESNET18,
      "--limit",
      "size-megabytes=1",
      "--output",
      output.toString()
    };
    assertThat(run(args)).isEqualTo(3);
    assertThat(err.toString())
        .contains(
            "size-megabytes=1.0: the smallest that can be reached is size-megabytes=5.578752");
    assertThat(output).doesNotExist();
  }

  @Test
  void reportsAllProblemsOfAFileAtOnce() throws IOException {
    Path file = folder.resolve("bad.json");
    Files.writeString(
        file,
        """
        {"layers": [
          {"name": "a", "parameters": -1, "choices": [{"weightBits": 4, "activationBits": 4}]},
          {"name": "a", "parameters": 1, "colour": 2, "choices": [
             {"weightBits": 4, "activationBits": 4, "sensitivity": NaN}]},
          {"name": "b", "parameters": 1, "choices": [
             {"weightBits": 8, "activationBits": 8, "sensitivity": 0}]}],
         "ties": [["b", "nobody"], ["a", "b"]]}""");
    assertThat(run("allocate", "--problem", file.toString(), "--limit", "size-megabytes=1"))
        .isEqualTo(2);
    assertThat(err.toString())
        .contains("parameters: -1 must be a whole number")
        .contains("layer a.choices[0]: the sensitivity is missing")
        .contains("the name is used by two layers")
        .contains("colour: unknown key")
        .contains("sensitivity: \"NaN\" must be a finite number")
        .contains("there is no layer \"nobody\"")
        .contains("choices of different bits and cannot be tied");
    Files.writeString(file, "{\"layers\": []}");
    assertThat(run("allocate", "--problem", file.toString(), "--limit", "size-megabytes=1"))
        .isEqualTo(2);
    assertThat(err.toString()).contains("a list of at least one layer is needed");
  }

  @Test
  void refusesWrongLimits() {
    assertThat(
            run("allocate", "--problem", RESNET18, "--limit", "size=1", "--limit", "bops-giga=-1"))
        .isEqualTo(2);
    assertThat(err.toString()).contains("unknown key 'size'").contains("'bops-giga=-1' must be");
    assertThat(run("allocate", "--problem", RESNET18, "--limit", "energy-microjoules=1"))
        .isEqualTo(2);
    assertThat(err.toString()).contains("needs energyMicrojoules in every choice");
    assertThat(run("allocate", "--problem", RESNET18)).isEqualTo(2);
  }

  @Test
  void frontKeepsTheFirstOfEqualRowsAndMeasuresTheirVolume() throws IOException {
    Path file = folder.resolve("p.csv");
    Files.writeString(file, "name,a,b\n\"x, y\",1,1\ntwin,1,1\nworse,2,0.5\nbest,2,3\n");
    String[] args = {
      "front",
      "--points",
      file.toString(),
      "--minimize",
      "a",
      "--maximize",
      "b",
      "--reference",
      "a=3,b=0",
      "--json"
    };
    assertThat(run(args)).isZero();
    assertThat(out.toString())
        .isEqualTo(
            "{\"points\":4,\"front\":[0,3],\"hypervolume\":4.0,\"reference\":{\"a\":3.0,\"b\":0.0}}\n");
  }

  @Test
  void frontRefusesBadInput() throws IOException {
    Path file = folder.resolve("p.csv");
    Files.writeString(file, "a,b\n1,x\nNaN,2\n3\n");
    String[] args = {"front", "--points", file.toString(), "--minimize", "a,b"};
    assertThat(run(args)).isEqualTo(2);
    assertThat(err.toString())
        .contains("line 2: b: 'x' must be a finite number")
        .contains("line 3: a: 'NaN' must be a finite number")
        .contains("line 4: 1 fields; the header has 2");
    Files.writeString(file, "");
    assertThat(run(args)).isEqualTo(2);
    assertThat(err.toString()).contains("it is empty");
    Files.writeString(file, "a,b\n1,2\n");
    assertThat(run("front", "--points", file.toString(), "--minimize", "a,b,c,d,e,f,g"))
        .isEqualTo(2);
    assertThat(err.toString()).contains("7 columns; two to 6 are needed");
    assertThat(
            run(
                "front",
                "--points",
                file.toString(),
                "--minimize",
                "a,b",
                "--reference",
                "a=0,b=9"))
        .isEqualTo(2);
    assertThat(err.toString()).contains("no row is better than it in every objective");
  }
}
