package org.codesign.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.codesign.hardware.Device;
import org.codesign.hardware.FpgaDevice;
import org.codesign.hardware.GpuDevice;
import org.codesign.hardware.ResourceUse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeviceFileTest {

  private static final Path PACKAGED = Path.of("..", "conf", "devices");

  @TempDir private Path folder;

  private static Device read(String name) {
    return DeviceFile.read(new DeviceChoice(name, Optional.empty()), new Configuration(false));
  }

  private static Device read(Path file) {
    org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(file.toUri());
    InputFile input = new InputFile(file.toString(), path, Optional.empty());
    return DeviceFile.read(
        new DeviceChoice(file.toString(), Optional.of(input)), new Configuration(false));
  }

  private static String packaged(String name) throws IOException {
    return Files.readString(PACKAGED.resolve(name));
  }

  /** What is said of a file with this content, after the file's name. */
  private void rejects(String content, String... problems) throws IOException {
    Path file = Files.writeString(folder.resolve("d.json"), content);
    String start = "device file:" + file + ": ";
    assertThatThrownBy(() -> read(file))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(start + String.join("\n" + start, problems));
  }

  @Test
  void theZu3egHasTheFiguresOfItsSources() {
    FpgaDevice device = (FpgaDevice) read("zu3eg");
    assertThat(device.name()).isEqualTo("XCZU3EG");
    assertThat(device.available()).isEqualTo(new ResourceUse(70_560, 141_120, 360, 216));
    assertThat(device.usableFraction().value()).isEqualTo(0.8);
    assertThat(device.dram().gigabytesPerSecond().value()).isEqualTo(4.26);
    assertThat(device.dram().efficiency().value()).isEqualTo(0.75);
    assertThat(device.timing().maximumClockMegahertz().value()).isEqualTo(300);
    assertThat(device.energy().picojoulesPerBitProduct().value()).isEqualTo(0.2 / 64);
    assertThat(device.energy().picojoulesPerAccumulation().value()).isEqualTo(0.1);
    assertThat(device.energy().picojoulesPerOnChipByte().value()).isEqualTo(10.0 / 8);
    assertThat(device.energy().picojoulesPerDramByte().value()).isEqualTo(1950.0 / 8);
    assertThat(device.energy().staticWatts().value()).isEqualTo(0.21);
    assertThat(device.dram().efficiency().source()).contains("UG585");
    assertThat(device.source()).contains("xczu3eg-sbva484");
  }

  @Test
  void theT4HasTheFiguresOfItsSources() {
    GpuDevice device = (GpuDevice) read("t4");
    assertThat(device.name()).isEqualTo("T4");
    assertThat(device.peaks().int4Teraops().value()).isEqualTo(260);
    assertThat(device.peaks().int8Teraops().value()).isEqualTo(130);
    assertThat(device.peaks().fp16Teraops().value()).isEqualTo(65);
    assertThat(device.memory().gigabytesPerSecond().value()).isEqualTo(320);
    assertThat(device.memory().efficiency().value()).isEqualTo(0.75);
    assertThat(device.boardWatts().value()).isEqualTo(70);
    assertThat(device.source()).contains("TU104");
  }

  @Test
  void aPathGivesTheSameDeviceAsItsName() {
    assertThat(read(PACKAGED.resolve("t4.json"))).isEqualTo(read("t4"));
    assertThat(read(PACKAGED.resolve("zu3eg.json"))).isEqualTo(read("zu3eg"));
  }

  @Test
  void rejectsNamesAndPathsThatAreNotThere() {
    assertThatThrownBy(() -> read("zu1eg"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageStartingWith("device zu1eg: is no packaged device (xc7z020, zu3eg, ");
    Path missing = folder.resolve("none.json");
    assertThatThrownBy(() -> read(missing))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(
            "device file:%s: cannot be read: File file:%s does not exist"
                .formatted(missing, missing));
  }

  @Test
  void rejectsOtherKinds() throws IOException {
    String t4 = packaged("t4.json");
    rejects(t4.replace("\"gpu\"", "\"tpu\""), "kind: \"tpu\" - must be one of fpga, gpu");
    rejects(t4.replace("\"gpu\"", "5"), "kind: 5 - must be one of fpga, gpu");
    rejects("{\"name\": \"x\"}", "kind: missing - must be one of fpga, gpu");
  }

  @Test
  void rejectsUnknownKeys() throws IOException {
    String t4 = packaged("t4.json");
    rejects(
        t4.replace("boardWatts", "bordWatts"),
        "bordWatts: unknown key, did you mean boardWatts?",
        "boardWatts: missing");
    rejects(
        t4.replace("\"int8Teraops\"", "\"int2Teraops\": 4, \"int8Teraops\""),
        "peaks.int2Teraops: unknown key, did you mean int4Teraops?");
    rejects(
        t4.replace("\"value\": 70", "\"value\": 70, \"kilograms\": 70"),
        "boardWatts.kilograms: unknown key, known are value, source");
  }

  @Test
  void rejectsMissingFigures() throws IOException {
    String t4 = packaged("t4.json");
    rejects(
        "{\"kind\": \"gpu\"}",
        "name: missing",
        "peaks: missing",
        "structure: missing",
        "memory: missing",
        "boardWatts: missing",
        "source: missing");
    rejects(t4.replace("\"value\": 70,", ""), "boardWatts.value: missing");
    rejects(t4.replace("\"value\": 70", "\"value\": null"), "boardWatts.value: missing");
    String zu3eg = packaged("zu3eg.json");
    rejects(zu3eg.replace("\"dsp\": 360, ", ""), "available.dsp: missing");
  }

  @Test
  void rejectsImpossibleFigures() throws IOException {
    String t4 = packaged("t4.json");
    rejects(
        t4.replace("\"value\": 70", "\"value\": -70"),
        "boardWatts: The value (-70.0) of a device figure must be finite and at least 0.");
    rejects(
        t4.replace("\"value\": 70", "\"value\": 1e999"),
        "boardWatts: The value (Infinity) of a device figure must be finite and at least 0.");
    rejects(
        t4.replace("\"value\": 0.75", "\"value\": 7.5"),
        "memory: The memory efficiency (7.5) of a device must be in (0, 1].");
    rejects(
        packaged("zu3eg.json").replace("\"dsp\": 360", "\"dsp\": -360"),
        "available: The LUT (70560), FF (141120), DSP (-360) and BRAM36 (216) counts must not be"
            + " negative.");
    rejects(
        t4.replaceAll("\"source\": \"Thermal[^\"]*\"", "\"source\": \" \""),
        "boardWatts: The source of a device figure must not be blank.");
  }

  @Test
  void rejectsValuesOfAnotherType() throws IOException {
    String t4 = packaged("t4.json");
    rejects(t4.replace("\"value\": 70", "\"value\": \"70\""), "boardWatts.value: must be a number");
    rejects(t4.replace("\"value\": 70", "\"value\": {}"), "boardWatts.value: must be a number");
    rejects(t4.replace("\"value\": 70", "\"value\": true"), "boardWatts.value: must be a number");
    rejects(t4.replace("\"name\": \"T4\"", "\"name\": [4]"), "name: must be a text");
    rejects(
        "{\"kind\": \"gpu\", \"name\": \"x\", \"peaks\": 5, \"memory\": [],"
            + " \"boardWatts\": false, \"source\": 1}",
        "peaks: must be an object",
        "structure: missing",
        "memory: must be an object",
        "boardWatts: must be an object",
        "source: must be a text");
    String zu3eg = packaged("zu3eg.json");
    rejects(zu3eg.replace("360", "360.5"), "available.dsp: must be a whole number");
    rejects(zu3eg.replace("360", "1" + "0".repeat(30)), "available.dsp: must be a whole number");
  }

  @Test
  void rejectsTextThatIsNotOneJsonObject() throws IOException {
    rejects("", "is not a JSON object");
    rejects("[1, 2]", "is not a JSON object");
    rejects("null", "is not a JSON object");
    Path file = folder.resolve("d.json");
    for (String text :
        new String[] {
          "kind: gpu", "{\"kind\":\n", packaged("t4.json") + "}", "{\"a\":1,\n\"a\":2}"
        }) {
      Files.writeString(file, text);
      assertThatThrownBy(() -> read(file))
          .isInstanceOf(ConfigurationException.class)
          .hasMessageStartingWith("device file:" + file + ": is not JSON: ")
          .hasMessageMatching(".* \\(line \\d+\\)")
          .hasMessageNotContainingAny("\n", "org.codesign");
    }
  }
}
