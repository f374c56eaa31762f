package org.codesign.profile;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.codesign.config.ConfigurationException;

/** Whole files of the user's, read up to a size, and JSON objects in them. */
final class JsonText {

  static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          .build();

  private static final int LARGEST_BYTES = 64 << 20;

  private JsonText() {}

  /** The JSON object in a file. */
  static ObjectNode read(Path path, Configuration hadoop) {
    return parse(path.toString(), text(path, hadoop));
  }

  /** The text of a file. */
  static String text(Path path, Configuration hadoop) {
    try (InputStream in = path.getFileSystem(hadoop).open(path)) {
      byte[] bytes = in.readNBytes(LARGEST_BYTES + 1);
      if (bytes.length > LARGEST_BYTES) {
        throw problem(path + ": is larger than the " + LARGEST_BYTES + " bytes that are read");
      }
      return new String(bytes, StandardCharsets.UTF_8);
    } catch (FileNotFoundException e) {
      throw problem(path + ": does not exist");
    } catch (IOException e) {
      throw problem(path + ": cannot be read: " + e.getMessage());
    }
  }

  static ObjectNode parse(String source, String text) {
    try {
      JsonNode tree = MAPPER.readTree(text);
      if (tree instanceof ObjectNode object) {
        return object;
      }
      throw problem(source + ": is not a JSON object");
    } catch (JsonProcessingException e) {
      int line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
      throw problem(source + ": is not JSON: " + e.getOriginalMessage() + " (line " + line + ")");
    }
  }

  static ConfigurationException problem(String line) {
    return new ConfigurationException(List.of(line));
  }
}
