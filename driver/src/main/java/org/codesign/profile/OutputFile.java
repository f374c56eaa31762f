package org.codesign.profile;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.ChecksumFileSystem;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.codesign.data.WholeFile;

/** A file that a command writes for its user. */
public final class OutputFile {

  private OutputFile() {}

  /** Writes a text, in place of a file of that name. */
  public static void write(Path path, String text, Configuration hadoop) {
    try {
      FileSystem files = path.getFileSystem(hadoop);
      FileSystem plain =
          files instanceof ChecksumFileSystem layer ? layer.getRawFileSystem() : files;
      WholeFile.write(plain, path, text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw JsonText.problem(path + ": cannot be written: " + e.getMessage());
    }
  }
}
