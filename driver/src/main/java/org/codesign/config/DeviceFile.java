package org.codesign.config;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
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
 * conf/devices} are in the jar under their file names; any other device is the path of a file.
 */
public final class DeviceFile {

  private static final String PACKAGED = "/org/codesign/devices/";
  private static final Map<String, Class<? extends Device>> KINDS =
      Map.of("fpga", FpgaDevice.class, "gpu", GpuDevice.class);

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .build();

  private DeviceFile() {}

  /**
   * Reads the chosen device.
   *
   * @throws ConfigurationException in one line, if there is no such device or its file is wrong
   */
  public static Device read(DeviceChoice choice, Configuration hadoop) {
    String source = choice.file().map(file -> file.path().toString()).orElse(choice.name());
    try (InputStream in = open(choice, hadoop)) {
      if (in == null) {
        throw problem(
            source, "is no packaged device (" + packaged() + ") and no path of a JSON file");
      }
      return parse(in.readNBytes(1 << 20), source);
    } catch (JsonMappingException e) {
      throw problem(source, at(e) + cause(e));
    } catch (JsonProcessingException e) {
      throw problem(source, "is not JSON: " + e.getOriginalMessage());
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
    JsonNode tree = JSON.readTree(bytes);
    String kind = tree.path("kind").asText();
    Class<? extends Device> type = KINDS.get(kind);
    if (type == null) {
      throw problem(source, "kind: \"" + kind + "\" - must be one of fpga, gpu");
    }
    ((ObjectNode) tree).remove("kind");
    return JSON.treeToValue(tree, type);
  }

  private static String packaged() {
    return "zu3eg, t4";
  }

  private static String at(JsonMappingException e) {
    String path =
        e.getPath().stream()
            .map(JsonMappingException.Reference::getFieldName)
            .filter(name -> name != null)
            .collect(Collectors.joining("."));
    return path.isEmpty() ? "" : path + ": ";
  }

  private static String cause(JsonMappingException e) {
    Throwable cause = e.getCause() instanceof IllegalArgumentException inner ? inner : e;
    return cause instanceof JsonMappingException json
        ? json.getOriginalMessage()
        : cause.getMessage();
  }

  private static ConfigurationException problem(String source, String text) {
    return new ConfigurationException(List.of("device " + source + ": " + text));
  }
}
