package org.codesign.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class KeySuggestionTest {

  private static final List<String> KEYS = List.of("epochs", "batch", "learning-rate", "momentum");

  @Test
  void findsWhatWasMeant() {
    assertThat(KeySuggestion.nearest("learningRate", KEYS)).contains("learning-rate");
    assertThat(KeySuggestion.nearest("learning_rate", KEYS)).contains("learning-rate");
    assertThat(KeySuggestion.nearest("bacth", KEYS)).contains("batch");
    assertThat(KeySuggestion.nearest("optimizer", KEYS)).isEmpty();
  }

  @Test
  void listsTheNearestHoweverFar() {
    assertThat(KeySuggestion.nearest("bacth", KEYS, 2)).containsExactly("batch", "epochs");
    assertThat(KeySuggestion.nearest("batch", List.of("b2", "b1"), 5)).containsExactly("b1", "b2");
  }

  @Test
  void distanceIsThatOfTheDefinition() {
    assertThat(KeySuggestion.distance("kitten", "sitting")).isEqualTo(3);
    Random random = new Random(11);
    for (int i = 0; i < 200; i++) {
      String from = word(random);
      String to = word(random);
      assertThat(KeySuggestion.distance(from, to)).as("%s, %s", from, to).isEqualTo(slow(from, to));
    }
  }

  private static String word(Random random) {
    StringBuilder word = new StringBuilder();
    int length = random.nextInt(6);
    for (int i = 0; i < length; i++) {
      word.append((char) ('a' + random.nextInt(3)));
    }
    return word.toString();
  }

  private static int slow(String from, String to) {
    if (from.isEmpty() || to.isEmpty()) {
      return from.length() + to.length();
    }
    int replaced =
        slow(from.substring(1), to.substring(1)) + (from.charAt(0) == to.charAt(0) ? 0 : 1);
    int removed = Math.min(slow(from.substring(1), to), slow(from, to.substring(1))) + 1;
    return Math.min(replaced, removed);
  }
}
