package org.codesign.hardware;

/** The rule that every figure says where it comes from. */
final class Sources {

  private Sources() {}

  static void require(String owner, String source) {
    if (source.isBlank()) {
      throw new IllegalArgumentException("The source of " + owner + " must not be blank.");
    }
  }

  static void requireName(String name) {
    if (name.isBlank()) {
      throw new IllegalArgumentException("The name of a device must not be blank.");
    }
  }
}
