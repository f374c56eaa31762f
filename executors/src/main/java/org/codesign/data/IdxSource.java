package org.codesign.data;

import java.util.List;

/**
 * Grey images and labels in the IDX format of MNIST (LeCun, Cortes, Burges, "The MNIST database of
 * handwritten digits", section "File formats"), plain or gzipped.
 *
 * @param images the file of images, magic number 0x00000803
 * @param labels the file of labels, magic number 0x00000801
 * @param classNames the names of the labels 0, 1, ...; empty for the names "0" to the largest label
 */
public record IdxSource(String images, String labels, List<String> classNames)
    implements DataSource {

  public IdxSource {
    classNames = List.copyOf(classNames);
  }

  /** With the labels themselves as the names of the classes. */
  public static IdxSource of(String images, String labels) {
    return new IdxSource(images, labels, List.of());
  }

  @Override
  public List<String> locations() {
    return List.of(images, labels);
  }
}
