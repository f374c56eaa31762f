package org.codesign.config;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.security.AccessControlException;

/**
 * A configuration file.
 *
 * @param name as the user named it
 * @param folder where its relative names start
 * @param text its content
 */
record ConfigFile(String name, Path folder, String text) {

  /**
   * Reads a file.
   *
   * @throws ConfigurationException if it cannot be read
   */
  static ConfigFile open(String name, Configuration hadoop) {
    try {
      Path named = new Path(name);
      FileSystem files = named.getFileSystem(hadoop);
      Path path = files.makeQualified(named);
      FileStatus status = files.getFileStatus(path);
      if (status.isDirectory()) {
        throw refused(name, "it is a folder, not a file");
      }
      if (status.getLen() > YamlTree.MAXIMUM_LENGTH) {
        throw refused(
            name,
            "it has %d bytes, and a configuration at most %d"
                .formatted(status.getLen(), YamlTree.MAXIMUM_LENGTH));
      }
      byte[] bytes = new byte[(int) status.getLen()];
      try (FSDataInputStream in = files.open(path)) {
        in.readFully(bytes);
      }
      return new ConfigFile(name, path.getParent(), decode(bytes));
    } catch (CharacterCodingException e) {
      throw refused(name, "it is not text in UTF-8");
    } catch (FileNotFoundException e) {
      throw refused(name, denied(e) ? "permission denied" : "the file does not exist");
    } catch (AccessControlException e) {
      throw refused(name, "permission denied");
    } catch (IOException | IllegalArgumentException e) {
      throw refused(name, "it cannot be read (" + e.getMessage() + ")");
    }
  }

  private static boolean denied(FileNotFoundException e) {
    return String.valueOf(e.getMessage()).contains("Permission denied");
  }

  private static String decode(byte[] bytes) throws CharacterCodingException {
    return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
  }

  private static ConfigurationException refused(String name, String reason) {
    return new ConfigurationException(List.of(name + ": " + reason));
  }
}
