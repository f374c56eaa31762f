package org.codesign.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/** SHA-256 (FIPS 180-4) of files and folders, in lower-case hexadecimal digits. */
public final class Checksum {

  private static final int BUFFER_BYTES = 1 << 16;
  private static final String DIGEST_PATTERN = "[0-9a-f]{64}";

  private Checksum() {}

  /**
   * The digest of a file as it is stored. That of a folder is the digest of one line "digest, two
   * spaces, relative path" for each visible file in it, at any depth, in the order of the paths.
   *
   * @throws DataException if the path cannot be read
   */
  public static String sha256(String location, Configuration configuration) {
    DataFile file = DataFile.find(location, configuration);
    try {
      return file.isFolder() ? ofFolder(file) : ofFile(file, file.path());
    } catch (IOException | IllegalArgumentException e) {
      throw DataException.unreadable(location, e);
    }
  }

  /** The digest of these bytes. */
  public static String sha256(byte[] bytes) {
    return HexFormat.of().formatHex(newDigest().digest(bytes));
  }

  /**
   * Compares a file or folder with the digest it should have.
   *
   * @param expected 64 hexadecimal digits in either case
   * @throws DataException if the digest is another one, is not one, or the path cannot be read
   */
  public static void verify(String location, String expected, Configuration configuration) {
    String wanted = expected.toLowerCase(Locale.ROOT);
    if (!wanted.matches(DIGEST_PATTERN)) {
      throw new DataException(
          "The SHA-256 (%s) given for %s must be 64 hexadecimal digits."
              .formatted(expected, location));
    }
    String found = sha256(location, configuration);
    if (!found.equals(wanted)) {
      throw new DataException(
          "The SHA-256 of %s is %s, and %s was expected.".formatted(location, found, wanted));
    }
  }

  private static String ofFile(DataFile owner, Path path) throws IOException {
    MessageDigest digest = newDigest();
    byte[] buffer = new byte[BUFFER_BYTES];
    try (InputStream stream = owner.fileSystem().open(path)) {
      int read;
      while ((read = stream.read(buffer)) > 0) {
        digest.update(buffer, 0, read);
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static String ofFolder(DataFile folder) throws IOException {
    Map<String, Path> files = new TreeMap<>();
    collect(folder, folder.path(), "", files);
    MessageDigest digest = newDigest();
    for (Map.Entry<String, Path> file : files.entrySet()) {
      String line = ofFile(folder, file.getValue()) + "  " + file.getKey() + "\n";
      digest.update(line.getBytes(StandardCharsets.UTF_8));
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static void collect(DataFile folder, Path parent, String prefix, Map<String, Path> files)
      throws IOException {
    for (FileStatus status : folder.fileSystem().listStatus(parent)) {
      String name = status.getPath().getName();
      if (status.isDirectory() && !name.startsWith(".")) {
        collect(folder, status.getPath(), prefix + name + "/", files);
      } else if (status.isFile() && !name.startsWith(".")) {
        files.put(prefix + name, status.getPath());
      }
    }
  }

  static MessageDigest newDigest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256.", e);
    }
  }
}
