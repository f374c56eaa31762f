package org.codesign.pareto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SurvivalTest {

  @Test
  void wholeFrontsComeFirst() {
    long[] values = {3, 3, /**/ 1, 2, /**/ 2, 1, /**/ 4, 4, /**/ 2, 3};
    assertThat(Survival.of(2, values, 2)).containsExactlyInAnyOrder(1, 2);
    assertThat(Survival.of(2, values, 3)).contains(1, 2, 4);
    assertThat(Survival.of(2, values, 9)).endsWith(4, 0, 3);
  }

  @Test
  void theLeastCrowdedOfAFrontComeFirst() {
    // Between the ends: the third row has the widest gap around it, 3 + 4 of 10 in each objective.
    long[] values = {0, 10, /**/ 1, 9, /**/ 3, 7, /**/ 8, 2, /**/ 9, 1, /**/ 10, 0};
    assertThat(Survival.of(2, values, 6)).startsWith(0, 5, 2, 3);
  }

  @Test
  void ofEqualRowsTheFirstComesFirst() {
    assertThat(Survival.of(1, new long[] {5, 5, 5}, 2)).containsExactly(0, 1);
  }

  @Test
  void ranksAreThoseOfTheDefinition() {
    SplittableRandom random = new SplittableRandom(11);
    for (int run = 0; run < 50; run++) {
      int rows = 1 + random.nextInt(40);
      long[] values = random.longs(3L * rows, 0, 6).toArray();
      int count = 1 + random.nextInt(rows);
      List<Set<Integer>> fronts = fronts(values, rows);
      int[] survivors = Survival.of(3, values, count);
      int from = 0;
      for (Set<Integer> front : fronts) {
        int to = Math.min(count, from + front.size());
        for (int i = from; i < to; i++) {
          assertThat(front).contains(survivors[i]);
        }
        from = to;
      }
      assertThat(Arrays.stream(survivors).distinct().count()).isEqualTo(count);
    }
  }

  /** The fronts by comparing all pairs. */
  private static List<Set<Integer>> fronts(long[] values, int rows) {
    List<Set<Integer>> fronts = new ArrayList<>();
    Set<Integer> rest = new HashSet<>();
    for (int i = 0; i < rows; i++) {
      rest.add(i);
    }
    while (!rest.isEmpty()) {
      Set<Integer> front = new HashSet<>();
      for (int row : rest) {
        if (rest.stream().noneMatch(other -> beats(values, other, row))) {
          front.add(row);
        }
      }
      fronts.add(front);
      rest.removeAll(front);
    }
    return fronts;
  }

  private static boolean beats(long[] values, int a, int b) {
    long[] first = Arrays.copyOfRange(values, 3 * a, 3 * a + 3);
    long[] second = Arrays.copyOfRange(values, 3 * b, 3 * b + 3);
    if (Arrays.equals(first, second)) {
      return a < b;
    }
    return first[0] <= second[0] && first[1] <= second[1] && first[2] <= second[2];
  }

  @Test
  void rejectsNoSurvivors() {
    assertThatThrownBy(() -> Survival.of(2, new long[] {1, 2}, 0))
        .hasMessage("The count (0) must be at least 1.");
  }
}
