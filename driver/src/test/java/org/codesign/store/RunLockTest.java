package org.codesign.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.codesign.data.PlainFiles;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunLockTest {

  @TempDir private Path folder;

  private org.apache.hadoop.fs.Path root;
  private FileSystem files;
  private Path lockFile;

  @BeforeEach
  void resolve() throws IOException {
    files =
        PlainFiles.of(new org.apache.hadoop.fs.Path(folder.toString()), new Configuration(false));
    root = files.makeQualified(new org.apache.hadoop.fs.Path(folder.toString()));
    lockFile = folder.resolve("_LOCK");
  }

  @Test
  void isGivenBackOnClose() throws IOException {
    RunLock.take(files, root).close();
    assertThat(lockFile).doesNotExist();
    RunLock.take(files, root).close();
  }

  @Test
  void refusesASecondOwnerAndSaysWhatToDo() throws IOException {
    try (RunLock held = RunLock.take(files, root)) {
      assertThat(held).isNotNull();
      LockOwner owner = LockOwner.parse(Files.readString(lockFile));
      assertThatThrownBy(() -> RunLock.take(files, root))
          .isInstanceOf(RunDirectoryException.class)
          .hasMessage(
              ("The run directory file:%s is locked by process %d on host %s since %s. Maybe that"
                      + " search is still running; if it is not, delete file:%s/_LOCK.")
                  .formatted(
                      folder, ProcessHandle.current().pid(), owner.host(), owner.since(), folder));
    }
  }

  @Test
  void takesOverFromAProcessThatIsGone() throws Exception {
    Process process = new ProcessBuilder("true").start();
    process.waitFor();
    LockOwner here = LockOwner.here();
    LockOwner gone = new LockOwner(here.host(), process.pid(), "", here.since(), "t");
    Files.writeString(lockFile, gone.toJson());
    RunLock.take(files, root).close();
    assertThat(lockFile).doesNotExist();
  }

  @Test
  void takesOverFromAnEarlierProcessWithTheSameNumber() throws IOException {
    LockOwner here = LockOwner.here();
    LockOwner earlier =
        new LockOwner(here.host(), here.pid(), "2001-01-01T00:00:00Z", here.since(), "t");
    Files.writeString(lockFile, earlier.toJson());
    RunLock.take(files, root).close();
    assertThat(lockFile).doesNotExist();
  }

  @Test
  void neverTakesOverFromAnotherHost() throws IOException {
    LockOwner elsewhere = new LockOwner("elsewhere", 1L << 40, "", "2026-01-01T00:00:00Z", "t");
    Files.writeString(lockFile, elsewhere.toJson());
    assertThatThrownBy(() -> RunLock.take(files, root))
        .isInstanceOf(RunDirectoryException.class)
        .hasMessageContaining("on host elsewhere since 2026-01-01T00:00:00Z");
    assertThat(lockFile).hasContent(elsewhere.toJson());
  }

  @Test
  void refusesALockThatCannotBeRead() throws IOException {
    Files.writeString(lockFile, "");
    assertThatThrownBy(() -> RunLock.take(files, root))
        .isInstanceOf(RunDirectoryException.class)
        .hasMessage(
            "The run directory file:%s has an unreadable lock. Maybe no search is running; then delete file:%s/_LOCK."
                .formatted(folder, folder));
  }

  @Test
  void leavesALockOfAnotherOwner() throws IOException {
    RunLock lock = RunLock.take(files, root);
    LockOwner other = LockOwner.here();
    Files.writeString(lockFile, other.toJson());
    lock.close();
    assertThat(lockFile).hasContent(other.toJson());
  }
}
