package org.codesign.store;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.security.AccessControlException;
import org.codesign.data.WholeFile;

/** Whole files on a Hadoop file system. */
final class RunFiles {

  private RunFiles() {}

  /**
   * Writes a file that must not exist yet. One of two callers at a time fails: on {@code file:} and
   * HDFS, where this is atomic; an object store may let both through.
   *
   * @return whether the file did not exist
   */
  static boolean writeNew(FileSystem files, Path path, byte[] content) throws IOException {
    try {
      if (files instanceof RawLocalFileSystem local) {
        Files.write(
            local.pathToFile(path).toPath(),
            content,
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.WRITE,
            StandardOpenOption.SYNC);
        return true;
      }
      WholeFile.writeNew(files, path, content);
      return true;
    } catch (FileAlreadyExistsException | org.apache.hadoop.fs.FileAlreadyExistsException e) {
      return false;
    }
  }

  static byte[] read(FileSystem files, Path path) throws IOException {
    try (FSDataInputStream in = files.open(path)) {
      return in.readAllBytes();
    }
  }

  static String readText(FileSystem files, Path path) throws IOException {
    return new String(read(files, path), StandardCharsets.UTF_8);
  }

  /** Why a file system refused, in a few words. */
  static String reason(IOException e) {
    String message = String.valueOf(e.getMessage());
    if (e instanceof AccessControlException
        || e instanceof java.nio.file.AccessDeniedException
        || message.contains("Permission denied")) {
      return "permission denied";
    }
    if (e instanceof FileNotFoundException && !message.contains("(")) {
      return "it does not exist";
    }
    return message.lines().findFirst().orElse(e.getClass().getSimpleName());
  }
}
