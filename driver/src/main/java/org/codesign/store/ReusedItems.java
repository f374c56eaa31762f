package org.codesign.store;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.FileUtil;
import org.apache.hadoop.fs.Path;
import org.codesign.data.PlainFiles;

/**
 * Takes the items of some stages over from a run that differs in nothing that these stages read. A
 * copy that is cut off leaves items that are not finished, as any writer does.
 */
public final class ReusedItems {

  private final RunDirectory from;
  private final RunDirectory to;

  private ReusedItems(RunDirectory from, RunDirectory to) {
    this.from = from;
    this.to = to;
  }

  /**
   * The items of another run.
   *
   * @param mayDiffer sections of the configuration, or names before the first dot, that the stages
   *     do not read
   * @throws RunConflictException if the runs differ in something else
   */
  public static ReusedItems of(
      Path other, RunDirectory run, Set<String> mayDiffer, Configuration hadoop) {
    RunDirectory from = RunDirectory.read(other, hadoop);
    List<String> differences =
        run.manifest().differences(from.manifest()).stream()
            .filter(line -> !mayDiffer.contains(line.split("[.:]", 2)[0]))
            .filter(line -> !line.startsWith("inputs.device "))
            .toList();
    if (!differences.isEmpty()) {
      throw new RunConflictException(from.root().toString(), differences);
    }
    return new ReusedItems(from, run);
  }

  /** Copies the folders of a stage that this run has not, and returns how many there were. */
  public int copy(Stage stage, Configuration hadoop) {
    Path source = from.stage(stage).folder();
    Path target = to.stage(stage).folder();
    try {
      FileSystem sources = PlainFiles.of(source, hadoop);
      FileSystem targets = PlainFiles.of(target, hadoop);
      int copied = 0;
      for (Path folder : folders(sources, source)) {
        Path copy = new Path(target, folder.getName());
        if (!targets.exists(copy)) {
          FileUtil.copy(sources, folder, targets, copy, false, true, hadoop);
          copied++;
        }
      }
      return copied;
    } catch (IOException e) {
      throw new RunDirectoryException(
          "The items of %s cannot be copied to %s: %s."
              .formatted(source, target, RunFiles.reason(e)),
          e);
    }
  }

  private static List<Path> folders(FileSystem files, Path folder) throws IOException {
    List<Path> found = new ArrayList<>();
    if (files.exists(folder)) {
      for (FileStatus status : files.listStatus(folder)) {
        if (status.isDirectory()) {
          found.add(status.getPath());
        }
      }
    }
    return found;
  }
}
