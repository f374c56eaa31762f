package org.codesign.store;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.codesign.data.PlainFiles;
import org.codesign.data.WholeFile;
import org.codesign.store.DoneRecord.Stamp;

/**
 * The items of one stage, each a folder of data files and, written last, {@code done.json} with
 * their lengths and hashes. An item is finished only if that record is whole and the files match
 * it, so that a writer that is killed at any time, or finds the disk full, leaves an item that is
 * not finished, never a wrong one. Different items may be written at the same time. Not sent to
 * executors: a task makes its own.
 */
public final class StageFolder {

  private final Path folder;
  private final Configuration hadoop;

  public StageFolder(Path folder, Configuration hadoop) {
    this.folder = folder;
    this.hadoop = hadoop;
  }

  /** The folder of the stage. */
  public Path folder() {
    return folder;
  }

  /** The place of a data file of an item. */
  public Path file(String item, String name) {
    return new Path(itemFolder(item), ItemNames.require(name));
  }

  /** Writes an item: its data files, then its record. */
  public void write(String item, Map<String, byte[]> contents) {
    begin(item);
    Map<Path, byte[]> files = new LinkedHashMap<>();
    Map<String, Stamp> stamps = new TreeMap<>();
    try {
      for (Map.Entry<String, byte[]> content : contents.entrySet()) {
        files.put(file(item, content.getKey()), content.getValue());
        stamps.put(content.getKey(), FileStamp.of(content.getValue()));
      }
      files.put(recordFile(item), recordOf(stamps));
      WholeFile.write(files(), files);
    } catch (IOException e) {
      throw failed("written", item, e);
    }
  }

  /**
   * Makes an item unfinished and empty, for a caller that writes its data files in another way (see
   * {@link #file}) and then calls {@link #finish}.
   */
  public void begin(String item) {
    Path path = itemFolder(item);
    try {
      FileSystem files = files();
      files.delete(recordFile(item), false);
      files.delete(path, true);
    } catch (IOException e) {
      throw failed("written", item, e);
    }
  }

  /** Finishes an item whose data files are written: reads them for their hashes and records it. */
  public void finish(String item, Collection<String> names) {
    Map<String, Stamp> stamps = new TreeMap<>();
    try {
      FileSystem files = files();
      for (String name : names) {
        stamps.put(name, FileStamp.of(files, file(item, name)));
      }
      WholeFile.write(files, recordFile(item), recordOf(stamps));
    } catch (IOException e) {
      throw failed("written", item, e);
    }
  }

  /** Whether the item's record is whole and its data files match it; reads all of them. */
  public boolean isFinished(String item) {
    try {
      FileSystem files = files();
      Optional<DoneRecord> record = record(files, item);
      return record.isPresent() && matches(files, item, record.get());
    } catch (IOException e) {
      throw failed("read", item, e);
    }
  }

  /** Whether a data file is part of a finished item, by the item's record. */
  public boolean has(String item, String name) {
    try {
      return record(files(), item).map(record -> record.files().containsKey(name)).orElse(false);
    } catch (IOException e) {
      throw failed("read", item, e);
    }
  }

  /** The items that were begun, finished or not: one listing of the folder. */
  public Set<String> begunItems() {
    Set<String> items = new TreeSet<>();
    try {
      for (FileStatus status : files().listStatus(folder)) {
        items.add(status.getPath().getName());
      }
    } catch (FileNotFoundException e) {
      return Set.of();
    } catch (IOException e) {
      throw failed("read", folder.getName(), e);
    }
    return items;
  }

  /** The finished items in alphabetical order. */
  public List<String> finishedItems() {
    return begunItems().stream().filter(this::isFinished).toList();
  }

  /**
   * The content of a data file of an item.
   *
   * @throws RunDirectoryException if the item is not finished or the file does not match its record
   */
  public byte[] read(String item, String name) {
    try {
      FileSystem files = files();
      Optional<Stamp> stamp = record(files, item).map(record -> record.files().get(name));
      if (stamp.isPresent()) {
        byte[] content = RunFiles.read(files, file(item, name));
        if (FileStamp.of(content).equals(stamp.get())) {
          return content;
        }
      }
    } catch (IOException e) {
      throw failed("read", item, e);
    }
    throw new RunDirectoryException(
        "The file %s is not part of a finished item or is damaged.".formatted(file(item, name)));
  }

  private FileSystem files() throws IOException {
    return PlainFiles.of(folder, hadoop);
  }

  private Path itemFolder(String item) {
    return new Path(folder, ItemNames.require(item));
  }

  private Path recordFile(String item) {
    return new Path(itemFolder(item), DoneRecord.NAME);
  }

  private static byte[] recordOf(Map<String, Stamp> stamps) {
    return new DoneRecord(stamps).toJson().getBytes(StandardCharsets.UTF_8);
  }

  private Optional<DoneRecord> record(FileSystem files, String item) throws IOException {
    try {
      String json = RunFiles.readText(files, recordFile(item));
      return Optional.of(DoneRecord.parse(json));
    } catch (FileNotFoundException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private boolean matches(FileSystem files, String item, DoneRecord record) throws IOException {
    try {
      for (Map.Entry<String, Stamp> file : record.files().entrySet()) {
        Path path = file(item, file.getKey());
        Stamp stamp = file.getValue();
        if (files.getFileStatus(path).getLen() != stamp.lengthBytes()
            || !FileStamp.of(files, path).equals(stamp)) {
          return false;
        }
      }
      return true;
    } catch (FileNotFoundException e) {
      return false;
    }
  }

  private RunDirectoryException failed(String verb, String item, IOException e) {
    return new RunDirectoryException(
        ("The item %s of %s cannot be %s: %s."
                + " What is finished is kept: mend that, and start the same command again.")
            .formatted(item, folder, verb, RunFiles.reason(e)),
        e);
  }
}
