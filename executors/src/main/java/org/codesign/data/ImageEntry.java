package org.codesign.data;

import java.util.Comparator;
import java.util.Locale;

/** One image file of a class folder; ordered by class, then by file name. */
record ImageEntry(String className, String fileName) implements Comparable<ImageEntry> {

  private static final Comparator<ImageEntry> ORDER =
      Comparator.comparing(ImageEntry::className).thenComparing(ImageEntry::fileName);

  /** Whether a file is a visible one with the name of a PNG or JPEG image. */
  static boolean isImageName(String fileName) {
    String lower = fileName.toLowerCase(Locale.ROOT);
    return !lower.startsWith(".")
        && (lower.endsWith(".png") || lower.endsWith(".jpg") || lower.endsWith(".jpeg"));
  }

  @Override
  public int compareTo(ImageEntry other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return className + "/" + fileName;
  }
}
