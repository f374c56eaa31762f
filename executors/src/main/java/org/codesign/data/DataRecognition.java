package org.codesign.data;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;

/**
 * What a path holds, by its content: an IDX file of images, an archive of class folders, a folder
 * of class folders, or CIFAR's binary records, each plain or gzipped.
 */
public final class DataRecognition {

  private static final int HEAD_BYTES = 512;
  private static final byte[] IDX_IMAGES = {0, 0, 8, 3};
  private static final byte[] TAR = {'u', 's', 't', 'a', 'r'};
  private static final int TAR_AT = 257;

  private DataRecognition() {}

  /**
   * The source that paths name.
   *
   * @param paths a folder, an archive, CIFAR files, or an IDX file of images and that of its labels
   * @param folder inside the folder or archive, or empty
   * @throws DataException if the paths do not exist, or do not go together
   */
  public static DataSource of(List<String> paths, String folder, Configuration configuration) {
    DataFile first = DataFile.find(paths.get(0), configuration);
    byte[] head = first.isFolder() ? new byte[0] : head(first);
    if (first.isFolder() || isAt(head, TAR_AT, TAR)) {
      requireOne(paths);
      return new ClassFolderSource(paths.get(0), folder);
    }
    if (isAt(head, 0, IDX_IMAGES)) {
      if (paths.size() != 2) {
        throw new DataException(
            "The file %s is an IDX file of images; name that of its labels too: IMAGES,LABELS."
                .formatted(first.location()));
      }
      return IdxSource.of(paths.get(0), paths.get(1));
    }
    return new CifarBinarySource(paths);
  }

  private static void requireOne(List<String> paths) {
    if (paths.size() > 1) {
      throw new DataException(
          "The path %s is a folder or an archive, and nothing (%s) can be named beside it."
              .formatted(paths.get(0), paths.get(1)));
    }
  }

  private static byte[] head(DataFile file) {
    try (InputStream stream = file.openDecompressed(ReadLimits.STANDARD)) {
      return stream.readNBytes(HEAD_BYTES);
    } catch (IOException e) {
      throw DataException.unreadable(file.location(), e);
    }
  }

  private static boolean isAt(byte[] head, int offset, byte[] magic) {
    return head.length >= offset + magic.length
        && Arrays.equals(head, offset, offset + magic.length, magic, 0, magic.length);
  }
}
