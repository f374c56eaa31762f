package org.codesign.data;

import java.io.BufferedInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** A file or folder of the user's, found through Hadoop's FileSystem. */
final class DataFile {

  private static final int BUFFER_BYTES = 1 << 16;
  private static final int GZIP_MAGIC_FIRST = 0x1f;
  private static final int GZIP_MAGIC_SECOND = 0x8b;

  private final String location;
  private final FileSystem fileSystem;
  private final FileStatus status;

  private DataFile(String location, FileSystem fileSystem, FileStatus status) {
    this.location = location;
    this.fileSystem = fileSystem;
    this.status = status;
  }

  /**
   * Finds a file or a folder.
   *
   * @throws DataException if it does not exist or its file system cannot be reached
   */
  static DataFile find(String location, Configuration configuration) {
    try {
      Path path = new Path(location);
      FileSystem fileSystem = path.getFileSystem(configuration);
      return new DataFile(location, fileSystem, fileSystem.getFileStatus(path));
    } catch (FileNotFoundException e) {
      throw new DataException("The path %s does not exist.".formatted(location), e);
    } catch (IOException | IllegalArgumentException e) {
      throw DataException.unreadable(location, e);
    }
  }

  /** Finds a file; a folder is refused. */
  static DataFile findFile(String location, Configuration configuration) {
    DataFile file = find(location, configuration);
    if (file.isFolder()) {
      throw new DataException("The path %s is a folder, not a file.".formatted(location));
    }
    return file;
  }

  String location() {
    return location;
  }

  boolean isFolder() {
    return status.isDirectory();
  }

  FileSystem fileSystem() {
    return fileSystem;
  }

  Path path() {
    return status.getPath();
  }

  long lengthBytes() {
    return status.getLen();
  }

  /** The bytes as they are stored. */
  InputStream open() {
    try {
      return new BufferedInputStream(fileSystem.open(status.getPath()), BUFFER_BYTES);
    } catch (IOException e) {
      throw DataException.unreadable(location, e);
    }
  }

  /**
   * The bytes, decompressed if they begin as gzip (1f 8b) whatever the name says; none of the
   * formats that are read begins so uncompressed.
   */
  BudgetedInputStream openDecompressed(ReadLimits limits) {
    InputStream stored = open();
    try {
      InputStream content =
          beginsAsGzip(stored) ? new GzipCompressorInputStream(stored, true) : stored;
      return new BudgetedInputStream(location, content, limits.decompressedBytes());
    } catch (IOException e) {
      closeAfter(stored, e);
      throw DataException.unreadable(location, e);
    }
  }

  /** A reader of the decompressed bytes. */
  DataReader reader(ReadLimits limits) {
    return new DataReader(this, openDecompressed(limits));
  }

  private static boolean beginsAsGzip(InputStream stream) throws IOException {
    stream.mark(2);
    boolean gzip = stream.read() == GZIP_MAGIC_FIRST && stream.read() == GZIP_MAGIC_SECOND;
    stream.reset();
    return gzip;
  }

  private static void closeAfter(InputStream stream, IOException reason) {
    try {
      stream.close();
    } catch (IOException e) {
      reason.addSuppressed(e);
    }
  }
}
