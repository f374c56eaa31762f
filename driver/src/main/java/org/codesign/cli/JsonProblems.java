package org.codesign.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import org.codesign.config.ConfigurationException;

/**
 * Reads values of a JSON file and collects what is wrong with them, so that all is said at once.
 */
final class JsonProblems {

  private static final int MOST_LINES = 20;
  private static final int LONGEST_VALUE = 60;

  private final String file;
  private final List<String> lines = new ArrayList<>();
  private int more;

  JsonProblems(String file) {
    this.file = file;
  }

  void add(String where, String what) {
    if (lines.size() < MOST_LINES) {
      lines.add(file + ": " + where + ": " + what);
    } else {
      more++;
    }
  }

  boolean isEmpty() {
    return lines.isEmpty();
  }

  void throwIfAny() {
    if (!lines.isEmpty()) {
      List<String> all = new ArrayList<>(lines);
      if (more > 0) {
        all.add("%s: and %d more".formatted(file, more));
      }
      throw new ConfigurationException(all);
    }
  }

  /** Reports the keys that are not known. */
  void keys(JsonNode node, String where, Set<String> known) {
    for (Iterator<String> names = node.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      if (!known.contains(name)) {
        add(
            where.isEmpty() ? name : where + "." + name,
            "unknown key; known are " + String.join(", ", new TreeSet<>(known)));
      }
    }
  }

  /** A finite number of at least 0, empty if it is absent or wrong. */
  OptionalDouble amount(JsonNode node, String where, String key, boolean isNeeded) {
    JsonNode value = node.path(key);
    if (value.isMissingNode() || value.isNull()) {
      if (isNeeded) {
        add(where, "the %s is missing".formatted(key));
      }
      return OptionalDouble.empty();
    }
    double number = value.isNumber() ? value.doubleValue() : Double.NaN;
    if (!(number >= 0) || Double.isInfinite(number)) {
      add(where + "." + key, shown(value) + " must be a finite number, at least 0");
      return OptionalDouble.empty();
    }
    return OptionalDouble.of(number + 0.0);
  }

  /** A whole number in a range, empty if it is absent or wrong. */
  OptionalLong count(
      JsonNode node, String where, String key, long least, long most, boolean isNeeded) {
    JsonNode value = node.path(key);
    if (value.isMissingNode() || value.isNull()) {
      if (isNeeded) {
        add(where, "the %s is missing".formatted(key));
      }
      return OptionalLong.empty();
    }
    double number = value.isNumber() ? value.doubleValue() : Double.NaN;
    if (!(number >= least && number <= most) || number != Math.rint(number)) {
      add(
          where + "." + key,
          "%s must be a whole number in [%d, %d]".formatted(shown(value), least, most));
      return OptionalLong.empty();
    }
    return OptionalLong.of((long) number);
  }

  static String shown(JsonNode value) {
    String text = value.toString();
    return text.length() > LONGEST_VALUE ? text.substring(0, LONGEST_VALUE) + "..." : text;
  }
}
