package org.codesign.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The known words nearest to a misspelt one, by Levenshtein distance. */
public final class KeySuggestion {

  private KeySuggestion() {}

  /**
   * The nearest candidate if it is near enough to be meant; ties go to the first in the alphabet.
   */
  static Optional<String> nearest(String word, Collection<String> candidates) {
    int limit = Math.max(2, word.length() / 3);
    return candidates.stream()
        .sorted()
        .filter(candidate -> distance(word, candidate) <= limit)
        .min(Comparator.comparingInt(candidate -> distance(word, candidate)));
  }

  /** The nearest candidates, however far; ties in the order of the alphabet. */
  public static List<String> nearest(String word, Collection<String> candidates, int count) {
    return candidates.stream()
        .sorted()
        .sorted(Comparator.comparingInt(candidate -> distance(word, candidate)))
        .limit(count)
        .toList();
  }

  /** Insertions, deletions and replacements of one character that turn one word into the other. */
  static int distance(String from, String to) {
    int[] previous = new int[to.length() + 1];
    for (int j = 0; j <= to.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= from.length(); i++) {
      int[] current = new int[to.length() + 1];
      current[0] = i;
      for (int j = 1; j <= to.length(); j++) {
        int replaced = previous[j - 1] + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        current[j] = Math.min(replaced, Math.min(previous[j], current[j - 1]) + 1);
      }
      previous = current;
    }
    return previous[to.length()];
  }
}
