package org.codesign.data;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/** Class folders in a tar archive, plain or gzipped, read as a stream from its beginning. */
final class TarFolder implements ImageFolder {

  /** What the headers of one entry, with its long name and extensions, may take. */
  private static final long HEADER_BYTES = 1 << 20;

  private final DataFile file;
  private final String prefix;
  private final ReadLimits limits;

  TarFolder(DataFile file, String folder, ReadLimits limits) {
    this.file = file;
    this.prefix = folder.isEmpty() ? "" : folder + "/";
    this.limits = limits;
  }

  @Override
  public String location() {
    return file.location();
  }

  @Override
  public List<ImageEntry> list() {
    List<ImageEntry> images = new ArrayList<>();
    scan(prefix, (image, tar) -> images.add(image));
    return images;
  }

  @Override
  public SortedSet<String> others() {
    SortedSet<String> folders = new TreeSet<>();
    scanEntries(
        (entry, tar) -> {
          String name = name(entry);
          int file = name.lastIndexOf('/');
          int className = file < 0 ? -1 : name.lastIndexOf('/', file - 1);
          if (className > 0) {
            String folder = name.substring(0, className);
            if (imageOf(entry, folder + "/") != null) {
              folders.add(folder);
            }
          }
        });
    return folders;
  }

  @Override
  public void read(Map<ImageEntry, Integer> places, Sink sink) {
    scan(
        prefix,
        (image, tar) -> {
          Integer place = places.get(image);
          if (place != null) {
            String name = location() + "!" + prefix + image;
            byte[] bytes = tar.readNBytes(limits.encodedImageBytes() + 1);
            requireSmall(name, bytes.length, limits);
            sink.accept(place, name, bytes);
          }
        });
  }

  private void scan(String folder, Visitor visitor) {
    scanEntries(
        (entry, tar) -> {
          ImageEntry image = imageOf(entry, folder);
          if (image != null) {
            visitor.visit(image, tar);
          }
        });
  }

  private void scanEntries(EntryVisitor visitor) {
    try (BudgetedInputStream content = file.openDecompressed(limits);
        TarArchiveInputStream tar = new TarArchiveInputStream(content)) {
      content.allow(HEADER_BYTES);
      int entries = 0;
      TarArchiveEntry entry;
      while ((entry = tar.getNextTarEntry()) != null) {
        requireIntact(entry);
        requireFewer(++entries, limits);
        content.allow(saturatedSum(entry.getSize(), HEADER_BYTES));
        visitor.visit(entry, tar);
      }
      if (entries == 0) {
        throw new DataException("The archive %s has no entries.".formatted(location()));
      }
    } catch (IOException | IllegalArgumentException e) {
      throw DataException.unreadable(location(), e);
    }
  }

  private void requireIntact(TarArchiveEntry entry) {
    if (!entry.isCheckSumOK()) {
      throw new DataException(
          "The file %s is not a tar archive, or is damaged: the header of an entry has a wrong sum."
              .formatted(location()));
    }
  }

  private static String name(TarArchiveEntry entry) {
    String name = entry.getName();
    while (name.startsWith("./")) {
      name = name.substring(2);
    }
    return name;
  }

  /** The image of a class that an entry is in a folder, or null. */
  private static ImageEntry imageOf(TarArchiveEntry entry, String folder) {
    String name = name(entry);
    if (!entry.isFile() || entry.isLink() || entry.isSymbolicLink() || !name.startsWith(folder)) {
      return null;
    }
    String rest = name.substring(folder.length());
    int slash = rest.indexOf('/');
    String fileName = rest.substring(slash + 1);
    boolean isImage =
        slash > 0
            && rest.charAt(0) != '.'
            && fileName.indexOf('/') < 0
            && ImageEntry.isImageName(fileName);
    return isImage ? new ImageEntry(rest.substring(0, slash), fileName) : null;
  }

  private static long saturatedSum(long size, long headerBytes) {
    return size > Long.MAX_VALUE - headerBytes ? Long.MAX_VALUE : size + headerBytes;
  }

  /** Sees each image of the archive; the stream stands at its first byte. */
  private interface Visitor {
    void visit(ImageEntry image, TarArchiveInputStream tar) throws IOException;
  }

  /** Sees each entry of the archive; the stream stands at its first byte. */
  private interface EntryVisitor {
    void visit(TarArchiveEntry entry, TarArchiveInputStream tar) throws IOException;
  }
}
