package org.codesign.data;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/** Class folders of a file system. */
final class ListedFolder implements ImageFolder {

  private final DataFile root;
  private final ReadLimits limits;

  private ListedFolder(DataFile root, ReadLimits limits) {
    this.root = root;
    this.limits = limits;
  }

  static ListedFolder of(ClassFolderSource source, ReadLimits limits, Configuration configuration) {
    String location =
        source.folder().isEmpty()
            ? source.location()
            : new Path(source.location(), source.folder()).toString();
    DataFile root = DataFile.find(location, configuration);
    if (!root.isFolder()) {
      throw new DataException("The path %s is a file, not a folder.".formatted(location));
    }
    return new ListedFolder(root, limits);
  }

  @Override
  public String location() {
    return root.location();
  }

  @Override
  public SortedSet<String> others() {
    SortedSet<String> folders = new TreeSet<>();
    for (FileStatus folder : statuses(root.path())) {
      String name = folder.getPath().getName();
      if (folder.isDirectory() && !name.startsWith(".") && !list(folder.getPath()).isEmpty()) {
        folders.add(name);
      }
    }
    return folders;
  }

  @Override
  public List<ImageEntry> list() {
    return list(root.path());
  }

  private List<ImageEntry> list(Path parent) {
    List<ImageEntry> entries = new ArrayList<>();
    for (FileStatus folder : statuses(parent)) {
      String className = folder.getPath().getName();
      if (folder.isDirectory() && !className.startsWith(".")) {
        for (FileStatus file : statuses(folder.getPath())) {
          String fileName = file.getPath().getName();
          if (file.isFile() && ImageEntry.isImageName(fileName)) {
            requireSmall(file.getPath().toString(), file.getLen(), limits);
            entries.add(new ImageEntry(className, fileName));
          }
        }
        requireFewer(entries.size(), limits);
      }
    }
    return entries;
  }

  @Override
  public void read(Map<ImageEntry, Integer> places, Sink sink) {
    places.forEach((entry, place) -> sink.accept(place, path(entry).toString(), bytes(entry)));
  }

  private byte[] bytes(ImageEntry entry) {
    Path path = path(entry);
    try (InputStream stream = root.fileSystem().open(path)) {
      byte[] bytes = stream.readNBytes(limits.encodedImageBytes() + 1);
      requireSmall(path.toString(), bytes.length, limits);
      return bytes;
    } catch (IOException | IllegalArgumentException e) {
      throw DataException.unreadable(path.toString(), e);
    }
  }

  private FileStatus[] statuses(Path folder) {
    try {
      return root.fileSystem().listStatus(folder);
    } catch (IOException e) {
      throw DataException.unreadable(folder.toString(), e);
    }
  }

  private Path path(ImageEntry entry) {
    return child(child(root.path(), entry.className()), entry.fileName());
  }

  /**
   * A child whose name may have a colon, which {@code new Path(parent, name)} takes for a scheme.
   */
  private static Path child(Path parent, String name) {
    return new Path(parent, new Path(null, null, name));
  }
}
