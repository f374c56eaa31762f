package org.codesign.data;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.StreamCapabilities;
import org.apache.hadoop.io.IOUtils;

/**
 * Writes whole files on any Hadoop file system. A failed write to HDFS fails again, with the same
 * exception object, when the file is closed, and that is more than try-with-resources can bear: it
 * answers "Self-suppression not permitted". Here the first failure is the one that is told.
 */
public final class WholeFile {

  private WholeFile() {}

  /** Writes a file, in place of one of that name, and forces it to the disk where that exists. */
  public static void write(FileSystem files, Path path, byte[] content) throws IOException {
    put(files.create(path, true), content);
  }

  /**
   * The same for several files, in the map's order: each is created when those before it are
   * written, and closed, which is what an object store begins with, when those before it are. They
   * are forced to the disk side by side: that takes a journal no longer than one of them.
   */
  public static void write(FileSystem files, Map<Path, byte[]> contents) throws IOException {
    List<FSDataOutputStream> streams = new ArrayList<>();
    try {
      for (Map.Entry<Path, byte[]> content : contents.entrySet()) {
        FSDataOutputStream out = files.create(content.getKey(), true);
        streams.add(out);
        out.write(content.getValue());
      }
      force(streams);
      for (FSDataOutputStream out : streams) {
        out.close();
      }
    } catch (IOException e) {
      streams.forEach(IOUtils::closeStream);
      throw e;
    }
  }

  /**
   * The same for a file that must not exist yet; if it cannot be written whole, it is not there.
   *
   * @throws org.apache.hadoop.fs.FileAlreadyExistsException if it exists
   */
  public static void writeNew(FileSystem files, Path path, byte[] content) throws IOException {
    FSDataOutputStream out = files.create(path, false);
    try {
      put(out, content);
    } catch (IOException e) {
      files.delete(path, false);
      throw e;
    }
  }

  /** Forces what was written to the disk, where the file system can. */
  public static void force(FSDataOutputStream out) throws IOException {
    if (out.hasCapability(StreamCapabilities.HSYNC)) {
      out.hsync();
    }
  }

  /** Closes a stream whose earlier failure may come again, as another exception. */
  public static void close(FSDataOutputStream out) throws IOException {
    try {
      out.close();
    } catch (IOException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private static void put(FSDataOutputStream out, byte[] content) throws IOException {
    try {
      out.write(content);
      force(out);
    } catch (IOException e) {
      IOUtils.closeStream(out);
      throw e;
    }
    out.close();
  }

  private static void force(List<FSDataOutputStream> streams) throws IOException {
    List<Callable<Void>> forces = new ArrayList<>();
    for (FSDataOutputStream out : streams) {
      forces.add(
          () -> {
            force(out);
            return null;
          });
    }
    ExecutorService threads = Executors.newFixedThreadPool(streams.size());
    try {
      for (Future<Void> forced : threads.invokeAll(forces)) {
        forced.get();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while it was forced to the disk");
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException cause ? cause : new IOException(e.getCause());
    } finally {
      threads.shutdown();
    }
  }
}
