package org.codesign.search;

import java.io.IOException;
import java.net.URI;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;

/** The local file system, but for items called inverted-k3-e3, whose files it cannot make. */
public final class FakeFaultyFileSystem extends RawLocalFileSystem {

  static final String SCHEME = "faulty";
  static final String ITEM = "inverted-k3-e3";

  /** What a task of the item ends with: no failure of storage, but one of the candidate. */
  static final String REASON = "The block has a fault.";

  @Override
  public URI getUri() {
    return URI.create(SCHEME + ":///");
  }

  @Override
  public FSDataOutputStream create(
      Path file,
      boolean overwrite,
      int bufferSize,
      short replication,
      long blockSize,
      Progressable progress)
      throws IOException {
    requireFlawless(file);
    return super.create(file, overwrite, bufferSize, replication, blockSize, progress);
  }

  @Override
  public FSDataOutputStream create(
      Path file,
      FsPermission permission,
      boolean overwrite,
      int bufferSize,
      short replication,
      long blockSize,
      Progressable progress)
      throws IOException {
    requireFlawless(file);
    return super.create(file, permission, overwrite, bufferSize, replication, blockSize, progress);
  }

  private static void requireFlawless(Path file) {
    if (file.getParent().getName().contains(ITEM)) {
      throw new IllegalStateException(REASON);
    }
  }
}
