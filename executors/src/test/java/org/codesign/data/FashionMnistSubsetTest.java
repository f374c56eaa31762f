package org.codesign.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.codesign.network.TensorShape;
import org.junit.jupiter.api.Test;

class FashionMnistSubsetTest {

  private static final Path PACKAGED = Path.of("..", "conf", "data", "fashion-mnist");
  private static final Path DEBIAN = Path.of("/usr/share/datasets/fashion-mnist");

  private static IdxSource source(Path folder, String part) {
    return IdxSource.of(
        folder.resolve(part + "-images-idx3-ubyte.gz").toAbsolutePath().toString(),
        folder.resolve(part + "-labels-idx1-ubyte.gz").toAbsolutePath().toString());
  }

  private static ImageSet read(Path folder, String part, ClassLimit limit) {
    return Datasets.read(source(folder, part), limit, new Configuration());
  }

  private static void assumeDebian() {
    assumeTrue(
        Files.isDirectory(DEBIAN),
        "skipped: the comparison with all of Fashion-MNIST, as "
            + DEBIAN
            + " is missing"
            + " (apt-get install dataset-fashion-mnist)");
  }

  private static void assertBalanced(ImageSet images, int imagesPerClass) {
    int[] counts = new int[10];
    for (int i = 0; i < images.count(); i++) {
      counts[images.label(i)]++;
    }
    assertThat(images.shape()).isEqualTo(TensorShape.image(1, 28, 28));
    assertThat(counts).containsOnly(imagesPerClass);
  }

  private static void assertSame(ImageSet actual, ImageSet expected) {
    assertThat(actual.count()).isEqualTo(expected.count());
    for (int i = 0; i < actual.count(); i++) {
      assertThat(actual.label(i)).isEqualTo(expected.label(i));
      int different = 0;
      for (int p = 0; p < 28 * 28; p++) {
        different += actual.pixel(i, p) == expected.pixel(i, p) ? 0 : 1;
      }
      assertThat(different).as("pixels of image %d", i).isZero();
    }
  }

  @Test
  void hasTheChecksumsOfItsList() throws IOException {
    List<String> lines = Files.readAllLines(PACKAGED.resolve("SHA256SUMS"));
    assertThat(lines).hasSize(4);
    for (String line : lines) {
      String file = PACKAGED.resolve(line.substring(66)).toAbsolutePath().toString();
      Checksum.verify(file, line.substring(0, 64), new Configuration());
    }
  }

  @Test
  void isBalanced() {
    assertBalanced(read(PACKAGED, "train", ClassLimit.NONE), 1200);
    assertBalanced(read(PACKAGED, "test", ClassLimit.NONE), 200);
  }

  @Test
  void isTheFirstOfEachClassOfTheWhole() {
    assumeDebian();
    assertSame(
        read(PACKAGED, "train", ClassLimit.NONE), read(DEBIAN, "train", new ClassLimit(1200)));
    assertSame(read(PACKAGED, "test", ClassLimit.NONE), read(DEBIAN, "t10k", new ClassLimit(200)));
  }

  /** The mean 0.2860 and the deviation 0.3530 that are in common use for Fashion-MNIST. */
  @Test
  void normalizesTheWholeByItsKnownNumbers() {
    assumeDebian();
    ImageSet images = read(DEBIAN, "train", ClassLimit.NONE);
    assertBalanced(images, 6000);
    Normalization normalization = Normalization.of(images);
    assertThat(normalization.mean(0)).isCloseTo(0.2860, within(5e-5));
    assertThat(normalization.standardDeviation(0)).isCloseTo(0.3530, within(5e-5));
  }
}
