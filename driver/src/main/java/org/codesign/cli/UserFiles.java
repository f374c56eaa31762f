package org.codesign.cli;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkConf;
import org.codesign.config.ConfigurationException;
import org.codesign.data.PlainFiles;
import org.codesign.data.WholeFile;

/** Files that options name, on any Hadoop file system, without starting Spark. */
final class UserFiles {

  private final Configuration hadoop;

  UserFiles() {
    // spark-submit may carry the settings of a cluster's file systems; loading Spark takes a while.
    boolean isSubmitted = System.getProperty("spark.master") != null;
    hadoop = isSubmitted ? SparkStart.hadoop(new SparkConf()) : new Configuration();
  }

  /** Opens a file of at most so many bytes. */
  FSDataInputStream open(String option, String name, long mostBytes) {
    Path path = Names.parse(option, name);
    try {
      FileSystem files = PlainFiles.of(path, hadoop);
      FileStatus status = files.getFileStatus(path);
      if (status.isDirectory()) {
        throw refused(name, "it is a folder, not a file");
      }
      if (status.getLen() > mostBytes) {
        throw refused(
            name, "it has %d bytes; at most %d are read".formatted(status.getLen(), mostBytes));
      }
      return files.open(path);
    } catch (FileNotFoundException e) {
      boolean denied = String.valueOf(e.getMessage()).contains("Permission denied");
      throw refused(name, denied ? "permission denied" : "the file does not exist");
    } catch (IOException | IllegalArgumentException e) {
      throw refused(name, "it cannot be read (" + firstLine(e) + ")");
    }
  }

  /** Writes a whole file, in place of one of that name. */
  void write(String option, String name, String content) {
    Path path = Names.parse(option, name);
    try {
      WholeFile.write(PlainFiles.of(path, hadoop), path, content.getBytes(StandardCharsets.UTF_8));
    } catch (IOException | IllegalArgumentException e) {
      throw refused(name, "it cannot be written (" + firstLine(e) + ")");
    }
  }

  static ConfigurationException refused(String name, String reason) {
    return new ConfigurationException(List.of(name + ": " + reason));
  }

  private static String firstLine(Exception e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse(e.getClass().getSimpleName());
  }
}
