package org.codesign.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.codesign.network.TensorShape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdxReaderTest {

  private static final int IMAGES = 0x803;
  private static final int LABELS = 0x801;
  private static final byte[] PIXELS = {
    0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, -1, 12, 13, 14, 15, 16, 17
  };
  private static final byte[] THREE_IMAGES = DataFiles.idx(PIXELS, IMAGES, 3, 2, 3);
  private static final byte[] THREE_LABELS = DataFiles.idx(new byte[] {1, 0, 1}, LABELS, 3);

  @TempDir private Path folder;

  private IdxSource source(byte[] images, byte[] labels) {
    return IdxSource.of(
        DataFiles.write(folder.resolve("images"), images),
        DataFiles.write(folder.resolve("labels"), labels));
  }

  private static ImageSet read(DataSource source) {
    return Datasets.read(source, new Configuration());
  }

  private void assertRefused(byte[] images, byte[] labels, String... parts) {
    IdxSource source = source(images, labels);
    assertThatThrownBy(() -> read(source))
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll(parts);
  }

  @Test
  void readsImagesAndLabelsInFileOrder() {
    ImageSet images = read(source(THREE_IMAGES, THREE_LABELS));
    assertThat(images.count()).isEqualTo(3);
    assertThat(images.shape()).isEqualTo(TensorShape.image(1, 2, 3));
    assertThat(images.classNames()).containsExactly("0", "1");
    assertThat(images.label(0)).isEqualTo(1);
    assertThat(images.label(1)).isEqualTo(0);
    assertThat(images.pixel(1, 5)).isEqualTo(255);
    assertThat(images.pixel(2, 0)).isEqualTo(12);
  }

  @Test
  void readsGzipByItsBytesAndNotByItsName() {
    ImageSet images = read(source(DataFiles.gzip(THREE_IMAGES), DataFiles.gzip(THREE_LABELS)));
    assertThat(images.pixel(2, 5)).isEqualTo(17);
  }

  @Test
  void readsTheFirstImagesOfEachClass() {
    for (byte[] content : List.of(THREE_IMAGES, DataFiles.gzip(THREE_IMAGES))) {
      ImageSet images =
          Datasets.read(source(content, THREE_LABELS), new ClassLimit(1), new Configuration());
      assertThat(images.count()).isEqualTo(2);
      assertThat(images.label(0)).isEqualTo(1);
      assertThat(images.pixel(1, 0)).isEqualTo(6);
    }
  }

  @Test
  void givesTheNamesOfTheSource() {
    IdxSource plain = source(THREE_IMAGES, THREE_LABELS);
    ImageSet images =
        read(new IdxSource(plain.images(), plain.labels(), List.of("cat", "dog", "x")));
    assertThat(images.classNames()).containsExactly("cat", "dog", "x");
  }

  @Test
  void rejectsALabelWithoutAName() {
    IdxSource plain = source(THREE_IMAGES, THREE_LABELS);
    assertThatThrownBy(() -> read(new IdxSource(plain.images(), plain.labels(), List.of("cat"))))
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll("The label (1) of image 0 in", "/labels", "classes (1)");
  }

  @Test
  void rejectsWrongMagicNumbers() {
    assertRefused(
        THREE_LABELS, THREE_LABELS, "/images begins with 0x00000801", "begins with 0x00000803");
    assertRefused(
        THREE_IMAGES, THREE_IMAGES, "/labels begins with 0x00000803", "begins with 0x00000801");
  }

  @Test
  void rejectsTruncatedFiles() {
    assertRefused(
        Arrays.copyOf(THREE_IMAGES, 30),
        THREE_LABELS,
        "/images ends after 30 bytes",
        "at least 34");
    assertRefused(
        THREE_IMAGES,
        Arrays.copyOf(THREE_LABELS, 10),
        "/labels ends after 10 bytes",
        "at least 11");
  }

  @Test
  void rejectsTruncatedGzip() {
    byte[] packed = DataFiles.gzip(THREE_IMAGES);
    assertRefused(Arrays.copyOf(packed, packed.length - 12), THREE_LABELS, "/images", "truncated");
  }

  @Test
  void rejectsDamagedGzip() {
    byte[] packed = DataFiles.gzip(THREE_IMAGES);
    packed[packed.length - 6] ^= 1;
    assertRefused(packed, THREE_LABELS, "/images cannot be read");
  }

  @Test
  void rejectsEmptyFilesAndEmptySets() {
    assertRefused(new byte[0], THREE_LABELS, "/images ends after 0 bytes");
    assertRefused(THREE_IMAGES, DataFiles.idx(new byte[0], LABELS, 0), "labels (0) in the header");
  }

  @Test
  void rejectsCountsThatDiffer() {
    assertRefused(
        DataFiles.idx(new byte[12], IMAGES, 2, 2, 3),
        THREE_LABELS,
        "images (2) of",
        "labels (3) of");
  }

  @Test
  void rejectsBytesAfterTheContent() {
    assertRefused(Arrays.copyOf(THREE_IMAGES, 35), THREE_LABELS, "/images goes on after the 34");
    assertRefused(THREE_IMAGES, Arrays.copyOf(THREE_LABELS, 12), "/labels goes on after the 11");
  }

  @Test
  void rejectsSizesThatTheFileCannotHoldBeforeTakingMemory() {
    assertRefused(
        DataFiles.idx(PIXELS, IMAGES, 3, 20_000, 30_000),
        THREE_LABELS,
        "promises 1800000000 bytes, more than a file of 34 bytes");
    assertRefused(
        THREE_IMAGES,
        DataFiles.idx(new byte[3], LABELS, 3_000_000),
        "promises 3000000 bytes, more than a file of 11 bytes");
  }

  @Test
  void rejectsSizesOutsideTheirLimits() {
    assertRefused(
        DataFiles.idx(PIXELS, IMAGES, 3, -1, 3), THREE_LABELS, "rows (4294967295)", "[1, 65536]");
    assertRefused(
        THREE_IMAGES, DataFiles.idx(new byte[3], LABELS, 2_000_000_000), "labels (2000000000)");
  }

  @Test
  void rejectsADecompressedSizeAboveTheLimit() {
    IdxSource source = source(DataFiles.gzip(THREE_IMAGES), THREE_LABELS);
    ReadLimits limits = new ReadLimits(20, 10, 10, 10);
    assertThatThrownBy(() -> Datasets.read(source, ClassLimit.NONE, limits, new Configuration()))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("/images holds more than 20 bytes after decompression");
  }

  @Test
  void rejectsAMissingFileAFolderAndAnUnknownScheme() {
    IdxSource source = source(THREE_IMAGES, THREE_LABELS);
    assertThatThrownBy(() -> read(IdxSource.of(folder + "/none", source.labels())))
        .isInstanceOf(DataException.class)
        .hasMessage("The path " + folder + "/none does not exist.");
    assertThatThrownBy(() -> read(IdxSource.of(folder.toString(), source.labels())))
        .isInstanceOf(DataException.class)
        .hasMessage("The path " + folder + " is a folder, not a file.");
    assertThatThrownBy(() -> read(IdxSource.of("nowhere://a/b", source.labels())))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("nowhere://a/b cannot be read: No FileSystem for scheme");
  }

  @Test
  void readsThroughTheFileSystemOfTheScheme() {
    source(THREE_IMAGES, THREE_LABELS);
    Configuration configuration = new Configuration();
    configuration.setClass(
        "fs.fake.impl", FakeFileSystem.class, org.apache.hadoop.fs.FileSystem.class);
    IdxSource source = IdxSource.of("fake://" + folder + "/images", "fake://" + folder + "/labels");
    assertThat(Datasets.read(source, configuration).count()).isEqualTo(3);
  }
}
