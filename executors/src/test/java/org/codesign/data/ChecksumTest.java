package org.codesign.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Locale;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChecksumTest {

  /** FIPS 180-2, appendix B.1. */
  private static final String ABC =
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

  private final Configuration configuration = new Configuration();

  @TempDir private Path folder;

  @Test
  void givesThePublishedDigest() {
    String file = DataFiles.write(folder.resolve("abc"), DataFiles.text("abc"));
    assertThat(Checksum.sha256(file, configuration)).isEqualTo(ABC);
    Checksum.verify(file, ABC, configuration);
    Checksum.verify(file, ABC.toUpperCase(Locale.ROOT), configuration);
  }

  @Test
  void givesAFolderTheDigestOfItsSortedLines() {
    DataFiles.write(folder.resolve("data/b"), DataFiles.text("abc"));
    DataFiles.write(folder.resolve("data/a/c"), DataFiles.text("abc"));
    DataFiles.write(folder.resolve("data/.hidden"), DataFiles.text("x"));
    String lines =
        DataFiles.write(folder.resolve("lines"), DataFiles.text(ABC + "  a/c\n" + ABC + "  b\n"));
    assertThat(Checksum.sha256(folder + "/data", configuration))
        .isEqualTo(Checksum.sha256(lines, configuration));
  }

  @Test
  void rejectsAnotherDigest() {
    String file = DataFiles.write(folder.resolve("abd"), DataFiles.text("abd"));
    assertThatThrownBy(() -> Checksum.verify(file, ABC, configuration))
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll(
            "/abd is " + Checksum.sha256(file, configuration), ABC + " was expected");
  }

  @Test
  void rejectsWhatIsNoDigestAndWhatIsNoFile() {
    assertThatThrownBy(() -> Checksum.verify("file:/x", "12ab", configuration))
        .isInstanceOf(DataException.class)
        .hasMessage("The SHA-256 (12ab) given for file:/x must be 64 hexadecimal digits.");
    assertThatThrownBy(() -> Checksum.verify(folder + "/none", ABC, configuration))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("/none does not exist");
  }
}
