package org.codesign.store;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Keeps two drivers from writing one run directory at the same time: the file {@code _LOCK} with
 * host, process and time. A lock whose process ran on this machine and is gone is taken over; any
 * other lock is an error, since a process elsewhere cannot be asked.
 */
final class RunLock implements AutoCloseable {

  static final String NAME = "_LOCK";

  private static final int ATTEMPTS = 3;

  private final FileSystem files;
  private final Path path;
  private final LockOwner owner;

  private RunLock(FileSystem files, Path path, LockOwner owner) {
    this.files = files;
    this.path = path;
    this.owner = owner;
  }

  /**
   * Takes the lock of a folder.
   *
   * @throws RunDirectoryException if another process holds it
   */
  static RunLock take(FileSystem files, Path folder) throws IOException {
    Path path = new Path(folder, NAME);
    LockOwner owner = LockOwner.here();
    byte[] content = owner.toJson().getBytes(StandardCharsets.UTF_8);
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      if (RunFiles.writeNew(files, path, content)) {
        return new RunLock(files, path, owner);
      }
      removeIfStale(files, folder, path);
    }
    throw new RunDirectoryException(
        "The run directory %s is being locked by another process.".formatted(folder));
  }

  /** Gives the lock back if it is still this one. */
  @Override
  public void close() throws IOException {
    try {
      if (RunFiles.readText(files, path).equals(owner.toJson())) {
        files.delete(path, false);
      }
    } catch (FileNotFoundException e) {
      // The lock is gone already, which is what was wanted.
      return;
    }
  }

  private static void removeIfStale(FileSystem files, Path folder, Path path) throws IOException {
    String text;
    try {
      text = RunFiles.readText(files, path);
    } catch (FileNotFoundException e) {
      // Its owner has just given it back.
      return;
    }
    LockOwner holder = holder(text, folder, path);
    if (!holder.isGone()) {
      throw new RunDirectoryException(
          ("The run directory %s is locked by process %d on host %s since %s."
                  + " Maybe that search is still running; if it is not, delete %s.")
              .formatted(folder, holder.pid(), holder.host(), holder.since(), path));
    }
    files.delete(path, false);
  }

  private static LockOwner holder(String text, Path folder, Path path) {
    try {
      return LockOwner.parse(text);
    } catch (IllegalArgumentException e) {
      throw new RunDirectoryException(
          "The run directory %s has an unreadable lock. Maybe no search is running; then delete %s."
              .formatted(folder, path),
          e);
    }
  }
}
