package org.codesign.store;

import java.util.regex.Pattern;

/** The names of items and files: they must be the same on every file system. */
final class ItemNames {

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,199}");

  private ItemNames() {}

  static String require(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "The name (%s) must be 1 to 200 letters, digits, dots, hyphens and underscores."
              .formatted(name));
    }
    return name;
  }
}
