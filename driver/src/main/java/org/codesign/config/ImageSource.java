package org.codesign.config;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Where labelled images come from. */
public sealed interface ImageSource {

  /** The most images to take; empty for all. */
  Optional<Integer> limit();

  /** A pair of IDX files, plain or gzipped. */
  record Idx(InputFile images, InputFile labels, Optional<Integer> limit) implements ImageSource {
    public Idx {
      Objects.requireNonNull(images, "images");
      Objects.requireNonNull(labels, "labels");
      Objects.requireNonNull(limit, "limit");
    }
  }

  /** CIFAR binary files, in order. */
  record CifarBinary(List<InputFile> files, Optional<Integer> limit) implements ImageSource {
    public CifarBinary {
      files = List.copyOf(files);
      Objects.requireNonNull(limit, "limit");
    }
  }

  /**
   * Images in one folder a class.
   *
   * @param location a folder, or a tar archive of one
   * @param folder the folder of the classes below it, empty for the location itself
   */
  record ClassFolder(InputFile location, String folder, Optional<Integer> limit)
      implements ImageSource {
    public ClassFolder {
      Objects.requireNonNull(location, "location");
      Objects.requireNonNull(folder, "folder");
      Objects.requireNonNull(limit, "limit");
    }
  }
}
