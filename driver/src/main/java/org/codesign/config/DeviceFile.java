package org.codesign.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.codesign.hardware.Device;
import org.codesign.hardware.FpgaDevice;
import org.codesign.hardware.GpuDevice;

/**
 * Devices as JSON, one record a file, told apart by {@code kind}. The devices of {@code
 * conf/devices} are in the jar under their file names; any other device is the path of a file. What
 * calibration added to a device file is read by {@code profile.DeviceProfile}.
 */
public final class DeviceFile {

  private static final String PACKAGED = "/org/codesign/devices/";
  private static final String PACKAGED_NAMES =
      "xc7z020, zu3eg, zu7ev, zu9eg, k26, u250, u280,"
          + " t4, v100, a100, h100, h200, agx-orin, agx-xavier";
  private static final int LARGEST_BYTES = 1 << 24;
  private static final Map<String, Class<? extends Device>> KINDS =
      Map.of("fpga", FpgaDevice.class, "gpu", GpuDevice.class);

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          .build();

  private DeviceFile() {}

  /**
   * Reads the chosen device.
   *
   * @throws ConfigurationException with one line for each problem, if there is no such device or
   *     its file is wrong
   */
  public static Device read(DeviceChoice choice, Configuration hadoop) {
    String source = choice.file().map(file -> file.path().toString()).orElse(choice.name());
    try {
      return parse(bytes(choice, hadoop), source);
    } catch (JsonMappingException e) {
      throw problem(source, value(e));
    } catch (JsonProcessingException e) {
      throw problem(source, "is not JSON: " + text(e));
    } catch (IOException e) {
      throw problem(source, "cannot be read: " + e.getMessage());
    }
  }

  /** The JSON text of the chosen device's file. */
  public static byte[] bytes(DeviceChoice choice, Configuration hadoop) {
    String source = choice.file().map(file -> file.path().toString()).orElse(choice.name());
    try (InputStream in = open(choice, hadoop)) {
      if (in == null) {
        throw problem(
            source, "is no packaged device (" + PACKAGED_NAMES + ") and no path of a JSON file");
      }
      return in.readNBytes(LARGEST_BYTES);
    } catch (IOException e) {
      throw problem(source, "cannot be read: " + e.getMessage());
    }
  }

  private static InputStream open(DeviceChoice choice, Configuration hadoop) throws IOException {
    if (choice.file().isPresent()) {
      Path path = choice.file().get().path();
      FileSystem files = path.getFileSystem(hadoop);
      return files.open(path);
    }
    return DeviceFile.class.getResourceAsStream(PACKAGED + choice.name() + ".json");
  }

  private static Device parse(byte[] bytes, String source) throws IOException {
    if (!(JSON.readTree(bytes) instanceof ObjectNode tree)) {
      throw problem(source, "is not a JSON object");
    }
    JsonNode kind = tree.path("kind");
    Class<? extends Device> type = KINDS.get(kind.asText());
    if (type == null) {
      String found = kind.isMissingNode() ? "missing" : kind.toString();
      throw problem(source, "kind: " + found + " - must be one of fpga, gpu");
    }
    JsonNode figures = tree.deepCopy().without(List.of("kind", "calibration", "latencyTable"));
    List<String> misfits = RecordShape.problems(figures, type);
    if (!misfits.isEmpty()) {
      throw new ConfigurationException(
          misfits.stream().map(misfit -> line(source, misfit)).toList());
    }
    return JSON.treeToValue(figures, type);
  }

  /** What a record said about a value that it refused. */
  private static String value(JsonMappingException e) {
    String path =
        e.getPath().stream()
            .map(JsonMappingException.Reference::getFieldName)
            .filter(name -> name != null)
            .collect(Collectors.joining("."));
    String reason =
        e.getCause() instanceof IllegalArgumentException cause ? cause.getMessage() : text(e);
    return path.isEmpty() ? reason : path + ": " + reason;
  }

  private static String text(JsonProcessingException e) {
    int line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
    return e.getOriginalMessage() + " (line " + line + ")";
  }

  private static String line(String source, String text) {
    return "device " + source + ": " + text;
  }

  private static ConfigurationException problem(String source, String text) {
    return new ConfigurationException(List.of(line(source, text)));
  }
}
