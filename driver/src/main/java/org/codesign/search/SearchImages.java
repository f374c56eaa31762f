package org.codesign.search;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.codesign.config.AugmentConfig;
import org.codesign.config.ConfigurationException;
import org.codesign.config.DataConfig;
import org.codesign.config.ImageSource;
import org.codesign.config.InputFile;
import org.codesign.config.RunConfig;
import org.codesign.data.Augmentation;
import org.codesign.data.Checksum;
import org.codesign.data.CifarBinarySource;
import org.codesign.data.ClassFolderSource;
import org.codesign.data.DataSource;
import org.codesign.data.Datasets;
import org.codesign.data.Flip;
import org.codesign.data.IdxSource;
import org.codesign.data.ImageSet;
import org.codesign.data.Permutation;
import org.codesign.data.TaskSeed;
import org.codesign.store.RunManifest;

/**
 * The images of a configuration. Training images stand in an order drawn once from the run's seed,
 * since class folders list them class by class; a limit takes the first of that order.
 *
 * @param hashes the SHA-256 of every file, by the name the configuration gives it, for {@link
 *     RunManifest}
 */
record SearchImages(
    ImageSet training, ImageSet test, Augmentation augmentation, Map<String, String> hashes) {

  private static final String STAGE = "data";

  /**
   * Reads the images of a configuration.
   *
   * @throws ConfigurationException with one line for each setting that does not fit the images
   */
  static SearchImages read(RunConfig config, Configuration hadoop) {
    Map<String, String> hashes = new LinkedHashMap<>();
    DataConfig data = config.data();
    long seed = config.seed();
    ImageSet training = read(data.train(), TaskSeed.of(seed, STAGE, "train"), hashes, hadoop);
    ImageSet test = read(data.test(), TaskSeed.of(seed, STAGE, "test"), hashes, hadoop);
    Datasets.requireCompatible(training, test);
    requireFit(config, training);
    AugmentConfig augment = data.augment();
    Augmentation augmentation =
        Augmentation.withMeanPadding(
            training.shape(), augment.shiftPixels(), augment.flip() ? Flip.HORIZONTAL : Flip.NONE);
    return new SearchImages(training, test, augmentation, hashes);
  }

  private static void requireFit(RunConfig config, ImageSet training) {
    int side = Math.min(training.shape().height(), training.shape().width());
    List<String> problems = new ArrayList<>();
    atMost(
        config,
        "data.augment.shift-pixels",
        config.data().augment().shiftPixels(),
        side - 1,
        problems);
    atMost(
        config, "teacher.batch", config.teacher().training().batch(), training.count(), problems);
    atMost(
        config,
        "finalists.batch",
        config.stages().finalists().training().batch(),
        training.count(),
        problems);
    config
        .stages()
        .finalists()
        .images()
        .ifPresent(count -> atMost(config, "finalists.images", count, training.count(), problems));
    config
        .stages()
        .fineTune()
        .ifPresent(
            tuning -> {
              int images = tuning.images().orElse(training.count());
              atMost(config, "finetune.images", images, training.count(), problems);
              int batch = tuning.training().batch();
              atMost(config, "finetune.batch", batch, Math.min(images, training.count()), problems);
            });
    config
        .data()
        .normalization()
        .filter(it -> it.means().size() != training.shape().channels())
        .ifPresent(
            it ->
                problems.add(
                    "%s: data.means: %d - must be %d, one for each channel of these images"
                        .formatted(
                            config.identity().source(),
                            it.means().size(),
                            training.shape().channels())));
    if (training.classNames().size() < 2) {
      problems.add(
          "%s: data.train: the images have %d class, and a classifier needs at least 2"
              .formatted(config.identity().source(), training.classNames().size()));
    }
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
  }

  private static void atMost(
      RunConfig config, String key, int value, int limit, List<String> problems) {
    if (value > limit) {
      problems.add(
          "%s: %s: %d - must be at most %d for these images"
              .formatted(config.identity().source(), key, value, limit));
    }
  }

  private static ImageSet read(
      ImageSource source, long seed, Map<String, String> hashes, Configuration hadoop) {
    for (InputFile file : files(source)) {
      String location = file.path().toString();
      file.sha256().ifPresent(expected -> Checksum.verify(location, expected, hadoop));
      hashes.put(file.written(), file.sha256().orElseGet(() -> Checksum.sha256(location, hadoop)));
    }
    ImageSet all = Datasets.read(binding(source), hadoop);
    int[] order = Permutation.of(seed, all.count());
    int count = Math.min(source.limit().orElse(all.count()), all.count());
    return all.select(java.util.Arrays.copyOf(order, count));
  }

  private static DataSource binding(ImageSource source) {
    if (source instanceof ImageSource.Idx idx) {
      return IdxSource.of(idx.images().path().toString(), idx.labels().path().toString());
    }
    if (source instanceof ImageSource.CifarBinary cifar) {
      return new CifarBinarySource(
          cifar.files().stream().map(file -> file.path().toString()).toList());
    }
    ImageSource.ClassFolder folder = (ImageSource.ClassFolder) source;
    return new ClassFolderSource(folder.location().path().toString(), folder.folder());
  }

  private static List<InputFile> files(ImageSource source) {
    if (source instanceof ImageSource.Idx idx) {
      return List.of(idx.images(), idx.labels());
    }
    if (source instanceof ImageSource.CifarBinary cifar) {
      return cifar.files();
    }
    return List.of(((ImageSource.ClassFolder) source).location());
  }
}
