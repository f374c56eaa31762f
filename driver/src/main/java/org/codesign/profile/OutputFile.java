package org.codesign.profile;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.codesign.data.PlainFiles;
import org.codesign.data.WholeFile;

/** A file that a command writes for its user. */
public final class OutputFile {

  private OutputFile() {}

  /** Writes a text, in place of a file of that name. */
  public static void write(Path path, String text, Configuration hadoop) {
    try {
      WholeFile.write(PlainFiles.of(path, hadoop), path, text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw JsonText.problem(path + ": cannot be written: " + e.getMessage());
    }
  }
}
