package org.codesign.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class CostCommandTest {

  private static final Path CONF =
      Files.exists(Path.of("conf", "examples")) ? Path.of("conf") : Path.of("..", "conf");

  @TempDir private Path folder;

  @Test
  void costsOfResnet18OnT4() throws IOException {
    JsonNode tree =
        run(new CostCommand(), "--network", example("resnet18.json"), "--device", "t4", "--json");
    JsonNode total = tree.path("total");
    assertThat(total.path("latencyMillis").asDouble())
        .as("published 3.25 ms")
        .isBetween(3.05, 3.45);
    assertThat(total.path("latencyLowMillis").asDouble()).isLessThan(3.25);
    assertThat(total.path("latencyHighMillis").asDouble()).isGreaterThan(3.25);
    assertThat(tree.path("layers").size()).isEqualTo(21);
    assertThat(tree.path("coverage").asDouble()).isEqualTo(1);
  }

  @Test
  void aCalibratedDeviceIsADevice() throws IOException {
    Path measured = folder.resolve("measured.csv");
    Files.writeString(
        measured,
        """
        network,operator,inChannels,outChannels,inHeight,kernel,padding,batch,milliseconds
        mine,conv2d,64,64,56,3,1,8,0.0612
        mine,conv2d,128,128,28,3,1,8,0.0598
        """);
    Path device = folder.resolve("mine.json");
    run(
        new CalibrateCommand(),
        "--device",
        "a100",
        "--measurements",
        measured.toString(),
        "--output",
        device.toString(),
        "--json");
    JsonNode tree =
        run(
            new CostCommand(),
            "--network",
            example("resnet18.json"),
            "--device",
            device.toString(),
            "--json");
    assertThat(tree.path("measuredLayers").asInt()).isEqualTo(7);
    assertThat(tree.path("layers").get(1).path("latencyMillis").asDouble()).isEqualTo(0.0612);
  }

  private static String example(String name) {
    return CONF.resolve("examples").resolve(name).toAbsolutePath().toString();
  }

  private static JsonNode run(Object command, String... arguments) throws IOException {
    StringWriter out = new StringWriter();
    int status = new CommandLine(command).setOut(new PrintWriter(out)).execute(arguments);
    assertThat(status).isZero();
    return new ObjectMapper().readTree(out.toString());
  }
}
