package org.codesign.store;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.codesign.store.DoneRecord.Stamp;

/** Computes the stamps of contents and stored files. */
final class FileStamp {

  private static final int BUFFER_BYTES = 1 << 16;

  private FileStamp() {}

  static Stamp of(byte[] content) throws IOException {
    return of(new ByteArrayInputStream(content));
  }

  /** The stamp of a file as it is stored; it is read from end to end. */
  static Stamp of(FileSystem files, Path path) throws IOException {
    try (FSDataInputStream in = files.open(path)) {
      return of(in);
    }
  }

  private static Stamp of(InputStream in) throws IOException {
    MessageDigest digest = sha256();
    byte[] buffer = new byte[BUFFER_BYTES];
    long lengthBytes = 0;
    int read = in.read(buffer);
    while (read >= 0) {
      digest.update(buffer, 0, read);
      lengthBytes += read;
      read = in.read(buffer);
    }
    return new Stamp(lengthBytes, HexFormat.of().formatHex(digest.digest()));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256.", e);
    }
  }
}
