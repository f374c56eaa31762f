package org.codesign.config;

/** The smallest values that the records accept; the reader of the file checks ranges by itself. */
final class Minimum {

  private Minimum() {}

  static void requireNotBelow(String name, long value, long minimum) {
    if (value < minimum) {
      throw new IllegalArgumentException(
          "The %s (%d) must be at least %d.".formatted(name, value, minimum));
    }
  }

  static void requirePositive(String name, double value) {
    if (!(value > 0)) {
      throw new IllegalArgumentException(
          "The %s (%s) must be positive.".formatted(name, Double.toString(value)));
    }
  }
}
