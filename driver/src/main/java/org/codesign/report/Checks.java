package org.codesign.report;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What every value of a report must satisfy. */
final class Checks {

  private Checks() {}

  /** The text, if it is not blank. */
  static String text(String what, String text) {
    if (text.isBlank()) {
      throw new IllegalArgumentException("The " + what + " of a report must not be blank.");
    }
    return text;
  }

  /** The number, if it can be written to JSON and drawn. */
  static double finite(String what, double value) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException(
          "The %s (%s) must be a finite number.".formatted(what, value));
    }
    return value;
  }

  /** The number, if it is in [low, high]. */
  static double within(String what, double value, double low, double high) {
    if (!(value >= low && value <= high)) {
      throw new IllegalArgumentException(
          "The %s (%s) must be in [%s, %s].".formatted(what, value, low, high));
    }
    return value;
  }

  /** The count, if it is not negative. */
  static long count(String what, long value) {
    if (value < 0) {
      throw new IllegalArgumentException(
          "The %s (%d) must not be negative.".formatted(what, value));
    }
    return value;
  }

  /** Refuses a name that stands twice. */
  static void distinct(String what, List<String> names) {
    Set<String> seen = new TreeSet<>();
    for (String name : names) {
      if (!seen.add(name)) {
        throw new IllegalArgumentException("The %s %s stands twice.".formatted(what, name));
      }
    }
  }
}
