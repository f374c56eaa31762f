package org.codesign.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.codesign.config.ConfigurationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** What is wrong with the files of cost and calibrate is told in one line each. */
class CostProblemsTest {

  private static final String LAYER =
      "{'name': 'c', 'operator': 'conv2d', 'inChannels': 3, 'outChannels': 8, 'inHeight': 8}";
  private static final String DEVICES =
      (Files.exists(Path.of("conf")) ? "conf" : "../conf") + "/devices/";

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'inChannels': 3 | 'inChannel': 3 | layer c: inChannels: missing",
        "'inChannels': 3 | 'inChannels': -3 | layer c: inChannels: -3 must be in [1, 1048576]",
        "'inChannels': 3 | 'inChannels': 3.5 | layer c: inChannels: 3.5 must be a whole number",
        "'conv2d' | 'conv3d' | layer c: operator: 'conv3d' must be one of conv2d, deformable-conv2d,",
        "8} | 8, 'weightBits': 0} | layer c: weightBits: 0 must be in [1, 32]",
        "8} | 8, 'kernel': 99} | layer c: the kernel (99) exceeds the padded input (8)",
        "'inHeight': 8 | 'inHeight': 1048576, 'kernel': 4000 | layer c: its values or"
            + " multiply-accumulates exceed 9e13 an image",
      })
  void aWrongLayerIsNamed(String from, String to, String problem) throws IOException {
    String layer = LAYER.replace(from, to);
    Path network = write("n.json", "{'name': 'n', 'layers': [" + layer + "]}");
    assertThat(cost(network.toString(), "t4")).contains(network + ": " + problem);
    Path rows = write("m.json", "{'rows': [{'milliseconds': 1, 'layer': " + layer + "}]}");
    assertThat(calibrate(rows)).contains(rows + ": row 1: " + problem);
  }

  @Test
  void layersThatDoNotChainAreNamed() throws IOException {
    String second = LAYER.replace("'c'", "'d'").replace(": 3,", ": 77,");
    String layers = "'layers': [" + LAYER + ", " + second + "]";
    String problem = "layer d: inChannels 77 follows from no layer before it; c gives [8, 8, 8]";
    Path network = write("n.json", "{'name': 'n', " + layers + "}");
    assertThat(cost(network.toString(), "t4")).isEqualTo(network + ": " + problem);
    Path rows = write("m.json", "{'rows': [{'milliseconds': 1, " + layers + "}]}");
    assertThat(calibrate(rows)).isEqualTo(rows + ": row 1: " + problem);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "-1 | milliseconds: -1 must be a number above 0",
        "0 | milliseconds: 0 must be a number above 0",
        "[] | milliseconds: [] must be a number above 0",
      })
  void aWrongTimeIsNamed(String millis, String problem) throws IOException {
    Path rows =
        write("m.json", "{'rows': [{'milliseconds': " + millis + ", 'layer': " + LAYER + "}]}");
    assertThat(calibrate(rows)).isEqualTo(rows + ": row 1: " + problem);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"gigabytesPerSecond\" | \"gigabytes\" | memory.gigabytesPerSecond: missing",
        "\"value\": 320 | \"value\": 0 | memory: The memory bandwidth in GB/s (0) of a device must be"
            + " above 0.",
        "\"launchMicros\": 1 | \"launchMicros\": -1 | parameters: launchMicros: -1",
        "\"logHalfWidth\": 0.187 | \"logHalfWidths\": 0.187 | calibration: layerError.logHalfWidth: missing",
      })
  void aWrongFigureOfADeviceIsNamed(String from, String to, String problem) throws IOException {
    String t4 = Files.readString(Path.of(DEVICES + "t4.json"));
    assertThat(t4).contains(from);
    Path device = folder.resolve("d.json");
    Files.writeString(device, t4.replace(from, to));
    Path network = write("n.json", "{'name': 'n', 'layers': [" + LAYER + "]}");
    assertThat(cost(network.toString(), device.toString())).contains(problem);
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text.replace('\'', '"'));
  }

  private static String cost(String network, String device) {
    return problems(new CostCommand(), "--network", network, "--device", device);
  }

  private String calibrate(Path rows) {
    String output = folder.resolve("o.json").toString();
    return problems(
        new CalibrateCommand(),
        "--device",
        "a100",
        "--measurements",
        rows.toString(),
        "--output",
        output);
  }

  private static String problems(Object command, String... arguments) {
    Exception[] thrown = new Exception[1];
    CommandLine line =
        new CommandLine(command)
            .setOut(new PrintWriter(new StringWriter()))
            .setExecutionExceptionHandler(
                (exception, unused, parsed) -> {
                  thrown[0] = exception;
                  return ExitStatus.USAGE_OR_CONFIGURATION.code();
                });
    line.execute(arguments);
    assertThat(thrown[0]).isInstanceOf(ConfigurationException.class);
    return String.join("; ", ((ConfigurationException) thrown[0]).problems());
  }
}
