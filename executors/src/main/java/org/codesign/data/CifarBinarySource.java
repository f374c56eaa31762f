package org.codesign.data;

import java.util.List;

/**
 * CIFAR-10 in its binary version (Krizhevsky, "Learning Multiple Layers of Features from Tiny
 * Images", 2009): records of one label byte and 3072 bytes [3, 32, 32], plain or gzipped, one file
 * after another in the given order.
 */
public record CifarBinarySource(List<String> files) implements DataSource {

  public CifarBinarySource {
    files = List.copyOf(files);
    if (files.isEmpty()) {
      throw new IllegalArgumentException("The files of a CIFAR source must be at least one.");
    }
  }

  @Override
  public List<String> locations() {
    return files;
  }
}
