package org.codesign.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.codesign.network.TensorShape;
import org.junit.jupiter.api.Test;

/** Real CIFAR-10 archives, where they are: beside the repository or where the variable says. */
class SharedCifarTest {

  private static final String VARIABLE = "CODESIGN_SHARED_DATA";

  private static String shared(String name) {
    String folder = System.getenv().getOrDefault(VARIABLE, "../../shared/data");
    Path file = Path.of(folder, name).toAbsolutePath().normalize();
    assumeTrue(
        Files.isRegularFile(file),
        "skipped: reading the CIFAR-10 images of " + file + ", which is missing; set " + VARIABLE);
    return file.toString();
  }

  private static ImageSet read(DataSource source, int imagesPerClass) {
    return Datasets.read(source, new ClassLimit(imagesPerClass), new Configuration());
  }

  @Test
  void readsTheBinaryVersion() {
    CifarBinarySource source =
        new CifarBinarySource(List.of(shared("cifar10-lossless-4000.bin.gz")));
    ImageSet images = read(source, 20);
    assertThat(images.count()).isEqualTo(200);
    assertPlausible(Normalization.of(images));
  }

  @Test
  void readsJpegClassFolders() {
    String archive = shared("cifar10-jpeg-q75.tar.gz");
    ImageSet training = read(new ClassFolderSource(archive, "train"), 20);
    ImageSet test = read(new ClassFolderSource(archive, "test"), 10);
    Datasets.requireCompatible(training, test);
    assertThat(training.count()).isEqualTo(200);
    assertThat(test.count()).isEqualTo(100);
    assertThat(training.shape()).isEqualTo(TensorShape.image(3, 32, 32));
    assertThat(training.classNames())
        .containsExactly(
            "airplane",
            "automobile",
            "bird",
            "cat",
            "deer",
            "dog",
            "frog",
            "horse",
            "ship",
            "truck");
    assertThat(training.label(199)).isEqualTo(9);
    assertPlausible(Normalization.of(training));
  }

  /** The whole training set has the means 0.491, 0.482, 0.447 and deviations near 0.25. */
  private static void assertPlausible(Normalization normalization) {
    double[] means = {0.491, 0.482, 0.447};
    for (int channel = 0; channel < 3; channel++) {
      assertThat(normalization.mean(channel))
          .isBetween(means[channel] - 0.05, means[channel] + 0.05);
      assertThat(normalization.standardDeviation(channel)).isBetween(0.2, 0.3);
    }
  }
}
