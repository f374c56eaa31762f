package org.codesign.store;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.codesign.data.PlainFiles;
import org.codesign.data.WholeFile;

/**
 * The folder of one run on any Hadoop file system, with its manifest, one folder a stage, and files
 * of its own such as {@code front.csv}. On {@code file:} it is written through the raw local file
 * system, without {@code .crc} files. Belongs to the driver; what tasks write goes through {@link
 * StageFolder}, which a task makes for itself.
 */
public final class RunDirectory implements AutoCloseable {

  static final String MANIFEST = "manifest.json";
  static final String SUCCESS = "_SUCCESS";

  private static final Set<String> OWN_FIRST_FILES = Set.of(MANIFEST, RunLock.NAME);

  private final Path root;
  private final Configuration hadoop;
  private final FileSystem files;
  private final RunManifest manifest;
  private final AutoCloseable lock;

  private RunDirectory(
      Path root, Configuration hadoop, FileSystem files, RunManifest manifest, AutoCloseable lock) {
    this.root = root;
    this.hadoop = hadoop;
    this.files = files;
    this.manifest = manifest;
    this.lock = lock;
  }

  /**
   * Opens a run for writing, or begins it: locks the folder, and writes the manifest if there is
   * none. Close it to give the lock back.
   *
   * @throws RunConflictException if the folder holds a run of another configuration or other inputs
   * @throws RunDirectoryException if the folder cannot be written, is something else, or is locked
   */
  public static RunDirectory open(Path folder, RunManifest manifest, Configuration hadoop) {
    try {
      FileSystem files = PlainFiles.of(folder, hadoop);
      Path root = files.makeQualified(folder);
      create(files, root);
      RunLock lock = RunLock.take(files, root);
      try {
        RunManifest stored = storeOrCompare(files, root, manifest);
        return new RunDirectory(root, hadoop, files, stored, lock);
      } catch (IOException | RuntimeException e) {
        lock.close();
        throw e;
      }
    } catch (IOException e) {
      throw new RunDirectoryException(
          "The run directory %s cannot be written: %s.".formatted(folder, RunFiles.reason(e)), e);
    }
  }

  /**
   * Opens a run for reading, whatever its configuration and whoever writes it.
   *
   * @throws RunDirectoryException if the folder is no run directory or cannot be read
   */
  public static RunDirectory read(Path folder, Configuration hadoop) {
    try {
      FileSystem files = PlainFiles.of(folder, hadoop);
      Path root = files.makeQualified(folder);
      RunManifest stored = stored(files, root);
      return new RunDirectory(root, hadoop, files, stored, () -> {});
    } catch (FileNotFoundException e) {
      throw new RunDirectoryException(
          "The folder %s is not a run directory: it has no %s.".formatted(folder, MANIFEST), e);
    } catch (IOException e) {
      throw new RunDirectoryException(
          "The run directory %s cannot be read: %s.".formatted(folder, RunFiles.reason(e)), e);
    }
  }

  /** The folder. */
  public Path root() {
    return root;
  }

  /** The manifest as stored, that of the first start of the run. */
  public RunManifest manifest() {
    return manifest;
  }

  /** The items of a stage. */
  public StageFolder stage(Stage stage) {
    return new StageFolder(new Path(root, stage.folder()), hadoop);
  }

  /** The place of a file of the run itself, such as {@code report.html}. */
  public Path resolve(String name) {
    return new Path(root, ItemNames.require(name));
  }

  /** Whether the run has a file of its own of this name. */
  public boolean exists(String name) {
    try {
      return files.exists(resolve(name));
    } catch (IOException e) {
      throw failed("read", name, e);
    }
  }

  /** Writes a file of the run itself, in place of one of that name. */
  public void writeBytes(String name, byte[] content) {
    try {
      WholeFile.write(files, resolve(name), content);
    } catch (IOException e) {
      throw failed("written", name, e);
    }
  }

  /** The content of a file of the run itself. */
  public byte[] readBytes(String name) {
    try {
      return RunFiles.read(files, resolve(name));
    } catch (IOException e) {
      throw failed("read", name, e);
    }
  }

  /** Says that the run is complete. */
  public void markSuccess() {
    writeBytes(SUCCESS, new byte[0]);
  }

  /** Whether the run is complete. */
  public boolean isSuccess() {
    return exists(SUCCESS);
  }

  /** Gives the lock back. */
  @Override
  public void close() {
    try {
      lock.close();
    } catch (Exception e) {
      throw new RunDirectoryException("The lock of %s cannot be removed.".formatted(root), e);
    }
  }

  private RunDirectoryException failed(String verb, String name, IOException e) {
    return new RunDirectoryException(
        "The file %s cannot be %s: %s.".formatted(resolve(name), verb, RunFiles.reason(e)), e);
  }

  private static void create(FileSystem files, Path root) throws IOException {
    if (!files.exists(root)) {
      if (!files.mkdirs(root)) {
        throw new IOException("permission denied");
      }
      return;
    }
    FileStatus status = files.getFileStatus(root);
    if (!status.isDirectory()) {
      throw new IOException("it is a file, not a folder");
    }
    List<String> others =
        List.of(files.listStatus(root)).stream()
            .map(entry -> entry.getPath().getName())
            .filter(name -> !OWN_FIRST_FILES.contains(name) && !name.startsWith("."))
            .sorted()
            .toList();
    if (!others.isEmpty() && !files.exists(new Path(root, MANIFEST))) {
      throw new RunDirectoryException(
          "The folder %s is not a run directory: it has no %s but holds %s."
              .formatted(root, MANIFEST, others.get(0)));
    }
  }

  private static RunManifest storeOrCompare(FileSystem files, Path root, RunManifest given)
      throws IOException {
    Path path = new Path(root, MANIFEST);
    if (!files.exists(path) || isUnfinished(files, path, root)) {
      WholeFile.write(files, path, given.toJson().getBytes(StandardCharsets.UTF_8));
      return given;
    }
    RunManifest stored = stored(files, root);
    List<String> differences = given.differences(stored);
    if (!differences.isEmpty() && holdsOnlyCosts(files, root)) {
      WholeFile.write(files, path, given.toJson().getBytes(StandardCharsets.UTF_8));
      return given;
    }
    if (!differences.isEmpty()) {
      throw new RunConflictException(root.toString(), differences);
    }
    return stored;
  }

  /** A manifest that was cut off at the very start of a run may be written again. */
  private static boolean isUnfinished(FileSystem files, Path path, Path root) throws IOException {
    try {
      RunManifest.parse(RunFiles.readText(files, path));
      return false;
    } catch (IllegalArgumentException e) {
      return holdsNothingBut(OWN_FIRST_FILES, files, root);
    }
  }

  /**
   * Such as a run whose limits no design could meet: nothing in it took time, so nothing is lost.
   */
  private static boolean holdsOnlyCosts(FileSystem files, Path root) throws IOException {
    return holdsNothingBut(Set.of(MANIFEST, RunLock.NAME, Stage.COSTS.folder()), files, root);
  }

  private static boolean holdsNothingBut(Set<String> names, FileSystem files, Path root)
      throws IOException {
    return List.of(files.listStatus(root)).stream()
        .allMatch(entry -> names.contains(entry.getPath().getName()));
  }

  private static RunManifest stored(FileSystem files, Path root) throws IOException {
    try {
      return RunManifest.parse(RunFiles.readText(files, new Path(root, MANIFEST)));
    } catch (IllegalArgumentException e) {
      throw new RunDirectoryException(
          "The run directory %s has a damaged %s. Maybe use another directory."
              .formatted(root, MANIFEST),
          e);
    }
  }
}
