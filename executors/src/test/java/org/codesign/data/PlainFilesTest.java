package org.codesign.data;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlainFilesTest {

  @TempDir private Path folder;

  private final Configuration hadoop = new Configuration(false);
  private FileSystem files;

  @BeforeEach
  void open() throws IOException {
    files = PlainFiles.of(path("a"), hadoop);
  }

  @Test
  void everyModeIsTheOneThatHadoopSets() throws IOException {
    RawLocalFileSystem hadoops = new RawLocalFileSystem();
    hadoops.initialize(URI.create("file:///"), hadoop);
    Path one = Files.createFile(folder.resolve("one"));
    for (int mode = 0; mode < 512; mode++) {
      files.setPermission(path("one"), new FsPermission((short) mode));
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(one)))
          .isEqualTo(FsPermission.createImmutable((short) mode).toString());
    }
    WholeFile.write(files, path("ours/file"), new byte[1]);
    WholeFile.write(hadoops, path("hadoops/file"), new byte[1]);
    for (String made : new String[] {"", "/file"}) {
      assertThat(Files.getPosixFilePermissions(folder.resolve("ours" + made)))
          .isEqualTo(Files.getPosixFilePermissions(folder.resolve("hadoops" + made)));
    }
  }

  @Test
  void writesFilesInTheirOrderWithoutChecksumFiles() throws IOException {
    Map<org.apache.hadoop.fs.Path, byte[]> contents = new LinkedHashMap<>();
    contents.put(path("item/weights"), new byte[100_000]);
    contents.put(path("item/empty"), new byte[0]);
    contents.put(path("item/done"), "whole".getBytes(UTF_8));
    WholeFile.write(files, contents);
    assertThat(folder.resolve("item"))
        .isDirectoryContaining("glob:**weights")
        .isDirectoryNotContaining("glob:**.crc");
    assertThat(folder.resolve("item/weights")).hasSize(100_000);
    assertThat(folder.resolve("item/empty")).isEmptyFile();
    assertThat(folder.resolve("item/done")).hasContent("whole");
  }

  @Test
  void aFileThatCannotBeWrittenLeavesNoneAfterIt() throws IOException {
    Files.createFile(folder.resolve("blocked"));
    Map<org.apache.hadoop.fs.Path, byte[]> contents = new LinkedHashMap<>();
    contents.put(path("first"), new byte[10]);
    contents.put(path("blocked/second"), new byte[10]);
    contents.put(path("done"), new byte[10]);
    assertThatThrownBy(() -> WholeFile.write(files, contents))
        .isInstanceOfAny(IOException.class)
        .hasMessageContaining("blocked");
    assertThat(folder.resolve("done")).doesNotExist();
  }

  @Test
  void aFileThatIsMissingIsToldAsHadoopTellsIt() {
    assertThatThrownBy(() -> files.open(path("nothing")))
        .isInstanceOf(FileNotFoundException.class)
        .hasMessageContaining("nothing");
  }

  private org.apache.hadoop.fs.Path path(String name) {
    return new org.apache.hadoop.fs.Path(folder.toUri().toString(), name);
  }
}
