package org.codesign.data;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.ChecksumFileSystem;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;

/**
 * File systems as a run directory needs them, which differ from Hadoop's on {@code file:} only.
 * There Hadoop writes a hidden {@code .crc} file beside each file, and a kill between the two
 * leaves a file that it refuses to read. And where its native library is missing, as it is from
 * most installations, it starts a process, {@code chmod}, for each new file and folder, which takes
 * longer than all else that writing a small file does.
 */
public final class PlainFiles {

  /** The bits of a mode from the highest to the lowest, as the enumeration orders them. */
  private static final PosixFilePermission[] MODE = PosixFilePermission.values();

  private PlainFiles() {}

  /** The file system of a path. */
  public static FileSystem of(Path path, Configuration hadoop) throws IOException {
    FileSystem files = path.getFileSystem(hadoop);
    FileSystem raw = files instanceof ChecksumFileSystem layer ? layer.getRawFileSystem() : files;
    if (raw.getClass() != RawLocalFileSystem.class) {
      return raw;
    }
    Local local = new Local();
    local.initialize(URI.create("file:///"), hadoop);
    return local;
  }

  /** Local files whose mode Java sets. */
  private static final class Local extends RawLocalFileSystem {

    @Override
    public void setPermission(Path path, FsPermission permission) throws IOException {
      Set<PosixFilePermission> granted = EnumSet.noneOf(PosixFilePermission.class);
      for (int i = 0; i < MODE.length; i++) {
        if ((permission.toShort() >> (MODE.length - 1 - i) & 1) == 1) {
          granted.add(MODE[i]);
        }
      }
      Files.setPosixFilePermissions(pathToFile(path).toPath(), granted);
    }
  }
}
