package org.codesign.data;

import java.util.List;
import java.util.Map;
import java.util.SortedSet;

/** A folder of class folders, wherever it lies. */
sealed interface ImageFolder permits ListedFolder, TarFolder {

  /** What messages call it. */
  String location();

  /** The images, in any order. */
  List<ImageEntry> list();

  /** The folders inside, relative to where the classes were looked for, that have class folders. */
  SortedSet<String> others();

  /** Gives the sink the bytes of each wanted image with its place. */
  void read(Map<ImageEntry, Integer> places, Sink sink);

  /** Takes encoded images. */
  interface Sink {
    void accept(int place, String name, byte[] encoded);
  }

  /** Refuses a listing that is too long. */
  default void requireFewer(int entries, ReadLimits limits) {
    if (entries > limits.entries()) {
      throw new DataException(
          "The entries of %s must be at most %d.".formatted(location(), limits.entries()));
    }
  }

  /** Refuses an encoded image that is too large. */
  default void requireSmall(String name, long bytes, ReadLimits limits) {
    if (bytes > limits.encodedImageBytes()) {
      throw new DataException(
          "The image %s has more than %d bytes.".formatted(name, limits.encodedImageBytes()));
    }
  }
}
