package org.codesign.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.hadoop.conf.Configuration;
import org.codesign.network.TensorShape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CifarReaderTest {

  private static final int RECORD_BYTES = 3073;

  @TempDir private Path folder;

  private static byte[] records(long seed, int... labels) {
    byte[] bytes = new byte[labels.length * RECORD_BYTES];
    SplittableRandom random = new SplittableRandom(seed);
    random.nextBytes(bytes);
    for (int i = 0; i < labels.length; i++) {
      bytes[i * RECORD_BYTES] = (byte) labels[i];
    }
    return bytes;
  }

  private static ImageSet read(ClassLimit limit, String... files) {
    return Datasets.read(new CifarBinarySource(List.of(files)), limit, new Configuration());
  }

  private void assertRefused(byte[] content, String... parts) {
    String file = DataFiles.write(folder.resolve("bad.bin"), content);
    assertThatThrownBy(() -> read(ClassLimit.NONE, file))
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll(parts);
  }

  private static void assertImage(ImageSet images, int image, byte[] file, int record) {
    assertThat(images.label(image)).isEqualTo(file[record * RECORD_BYTES]);
    for (int i = 0; i < RECORD_BYTES - 1; i++) {
      assertThat(images.pixel(image, i)).isEqualTo(file[record * RECORD_BYTES + 1 + i] & 0xff);
    }
  }

  @Test
  void readsOneFileAfterAnother() {
    byte[] first = records(1, 6, 9);
    byte[] second = records(2, 9, 4, 0);
    ImageSet images =
        read(
            ClassLimit.NONE,
            DataFiles.write(folder.resolve("1.bin"), first),
            DataFiles.write(folder.resolve("2.bin"), DataFiles.gzip(second)));
    assertThat(images.count()).isEqualTo(5);
    assertThat(images.shape()).isEqualTo(TensorShape.image(3, 32, 32));
    assertThat(images.classNames()).hasSize(10).contains("frog", "truck");
    for (int i = 0; i < 5; i++) {
      assertImage(images, i, i < 2 ? first : second, i < 2 ? i : i - 2);
    }
  }

  @Test
  void readsTheFirstImagesOfEachClassOverAllFiles() {
    byte[] first = records(1, 6, 6, 9);
    byte[] second = records(2, 9, 6, 4);
    ImageSet images =
        read(
            new ClassLimit(1),
            DataFiles.write(folder.resolve("1.bin"), first),
            DataFiles.write(folder.resolve("2.bin"), second));
    assertThat(images.count()).isEqualTo(3);
    assertImage(images, 0, first, 0);
    assertImage(images, 1, first, 2);
    assertImage(images, 2, second, 2);
  }

  @Test
  void rejectsATruncatedFileEvenWhereFewImagesAreRead() {
    byte[] cut = Arrays.copyOf(records(1, 1, 1), RECORD_BYTES + 100);
    assertRefused(cut, "bad.bin ends after 100 of the 3073 bytes of image 1");
    String file = DataFiles.write(folder.resolve("cut.bin"), cut);
    assertThatThrownBy(() -> read(new ClassLimit(1), file))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("cut.bin ends after 100 of the 3073 bytes of image 1");
  }

  @Test
  void rejectsALabelThatIsNoClass() {
    assertRefused(records(1, 3, 10), "The label (10) of image 1 in", "bad.bin", "(10)");
    assertRefused(records(1, 255), "The label (255) of image 0 in", "bad.bin");
  }

  @Test
  void rejectsAnEmptyFile() {
    assertRefused(new byte[0], "bad.bin holds no image");
  }

  @Test
  void rejectsTruncatedGzip() {
    byte[] packed = DataFiles.gzip(records(1, 1, 2));
    assertRefused(Arrays.copyOf(packed, packed.length / 2), "bad.bin is truncated");
  }

  @Test
  void rejectsASourceWithoutFiles() {
    assertThatThrownBy(() -> new CifarBinarySource(List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least one");
  }
}
