package org.codesign.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataRecognitionTest {

  @TempDir private Path folder;

  private String write(String name, byte[] content) throws IOException {
    return Files.write(folder.resolve(name), content).toString();
  }

  private static DataSource of(String... paths) {
    return DataRecognition.of(List.of(paths), "train", new Configuration());
  }

  private static byte[] tar() {
    byte[] content = new byte[1024];
    System.arraycopy("ustar".getBytes(StandardCharsets.US_ASCII), 0, content, 257, 5);
    return content;
  }

  private static byte[] gzipped(byte[] content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(content);
    }
    return bytes.toByteArray();
  }

  @Test
  void tellsFormatsByTheirContent() throws IOException {
    String images = write("i", new byte[] {0, 0, 8, 3, 0, 0, 0, 1});
    assertThat(of(images, "l")).isEqualTo(IdxSource.of(images, "l"));
    String archive = write("t", gzipped(tar()));
    assertThat(of(archive)).isEqualTo(new ClassFolderSource(archive, "train"));
    assertThat(of(folder.toString())).isEqualTo(new ClassFolderSource(folder.toString(), "train"));
    String cifar = write("c", gzipped(new byte[3073]));
    assertThat(of(cifar)).isEqualTo(new CifarBinarySource(List.of(cifar)));
  }

  @Test
  void saysWhatIsMissingOrTooMuch() throws IOException {
    String images = write("i", new byte[] {0, 0, 8, 3, 0, 0, 0, 1});
    assertThatThrownBy(() -> of(images))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "The file %s is an IDX file of images; name that of its labels too: IMAGES,LABELS."
                .formatted(images));
    String archive = write("t", tar());
    assertThatThrownBy(() -> of(archive, "x"))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "The path %s is a folder or an archive, and nothing (x) can be named beside it."
                .formatted(archive));
    assertThatThrownBy(() -> of(folder + "/none"))
        .isInstanceOf(DataException.class)
        .hasMessage("The path %s/none does not exist.".formatted(folder));
  }

  @Test
  void theFirstImagesAreThoseOfTheFile() {
    assertThat(ClassLimit.first(3).choose(new int[] {1, 1, 1, 0, 0}, 2)).containsExactly(0, 1, 2);
    assertThatThrownBy(() -> ClassLimit.first(0))
        .hasMessage("The limit (0) of images must be at least 1.");
  }
}
