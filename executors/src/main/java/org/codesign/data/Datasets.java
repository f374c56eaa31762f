package org.codesign.data;

import org.apache.hadoop.conf.Configuration;

/** Reads a described source of images, through Hadoop's FileSystem. */
public final class Datasets {

  private Datasets() {}

  /**
   * Reads every image of a source.
   *
   * @throws DataException if a file is missing, damaged or not of its format
   */
  public static ImageSet read(DataSource source, Configuration configuration) {
    return read(source, ClassLimit.NONE, configuration);
  }

  /**
   * Reads the first images of each class of a source.
   *
   * @throws DataException if a file is missing, damaged or not of its format
   */
  public static ImageSet read(DataSource source, ClassLimit limit, Configuration configuration) {
    return read(source, limit, ReadLimits.STANDARD, configuration);
  }

  static ImageSet read(
      DataSource source, ClassLimit limit, ReadLimits limits, Configuration configuration) {
    if (source instanceof IdxSource idx) {
      return new IdxReader(limits, configuration).read(idx, limit);
    }
    if (source instanceof CifarBinarySource cifar) {
      return new CifarReader(limits, configuration).read(cifar, limit);
    }
    if (source instanceof ClassFolderSource folder) {
      return new ClassFolderReader(limits, configuration).read(folder, limit);
    }
    throw new IllegalArgumentException("The source %s has no reader.".formatted(source));
  }

  /**
   * Refuses a test set that does not have the shape and the classes of its training set.
   *
   * @throws DataException if they differ
   */
  public static void requireCompatible(ImageSet training, ImageSet test) {
    if (!training.shape().equals(test.shape())) {
      throw new DataException(
          "The shape %s of the test images must be that of the training images, %s."
              .formatted(test.shape(), training.shape()));
    }
    if (!training.classNames().equals(test.classNames())) {
      throw new DataException(
          "The classes %s of the test images must be those of the training images, %s."
              .formatted(test.classNames(), training.classNames()));
    }
  }
}
