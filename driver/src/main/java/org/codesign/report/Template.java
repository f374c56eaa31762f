package org.codesign.report;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A text with {@code {{name}}} in the places to fill. What is filled in is not searched again. */
record Template(String text) {

  private static final Pattern PLACE = Pattern.compile("\\{\\{([a-z]+)}}");

  /**
   * The text with every place filled.
   *
   * @throws IllegalArgumentException if a place has no value
   */
  String fill(Map<String, String> values) {
    return PLACE.matcher(text).replaceAll(place -> valueOf(place.group(1), values));
  }

  private static String valueOf(String name, Map<String, String> values) {
    String value = values.get(name);
    if (value == null) {
      throw new IllegalArgumentException(
          "The place %s of the template has no value; there are %s."
              .formatted(name, values.keySet()));
    }
    return Matcher.quoteReplacement(value);
  }
}
