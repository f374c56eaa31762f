package org.codesign.data;

import java.util.Arrays;
import java.util.List;

/**
 * PNG and JPEG images in one folder a class, {@code <folder>/<class>/*.{png,jpg,jpeg}}, in a folder
 * of a file system or in a tar archive (plain or gzipped). Other files, hidden ones and deeper
 * folders are passed over; a class is a folder with at least one image. An archive is streamed and
 * never extracted, so that names in it with ".." or an absolute path cannot reach any file: they
 * are no images of the source and are passed over too.
 *
 * @param location the folder or the archive
 * @param folder the folder inside it that holds the classes, such as "train"; empty for the root
 */
public record ClassFolderSource(String location, String folder) implements DataSource {

  public ClassFolderSource {
    folder = folder.endsWith("/") ? folder.substring(0, folder.length() - 1) : folder;
    if (folder.startsWith("/") || Arrays.asList(folder.split("/", -1)).contains("..")) {
      throw new IllegalArgumentException(
          "The folder (%s) inside %s must be relative and without \"..\"."
              .formatted(folder, location));
    }
  }

  @Override
  public List<String> locations() {
    return List.of(location);
  }
}
