package org.codesign.pareto;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Comparator;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeySortTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0, 1",
    "1, 0, 1",
    "150, -5, 5",
    "1000, 7, 8",
    "1000, -3, 40",
    "5000, -9000000000, 9000000000000",
    "3000, -9223372036854775808, 9223372036854775807"
  })
  void rowsAreSortedByKeyAndThenByTheCaller(int size, long least, long bound) {
    SplittableRandom random = new SplittableRandom(size);
    long[] keys = random.longs(size, least, bound).toArray();
    int[] seconds = random.ints(size, 0, 3).toArray();
    Comparator<Integer> byKey = Comparator.comparingLong(row -> keys[row]);

    assertThat(sorted(keys, (left, right) -> seconds[left] <= seconds[right]))
        .containsExactly(expected(size, byKey.thenComparingInt(row -> seconds[row])));
    assertThat(sorted(keys, (left, right) -> true)).containsExactly(expected(size, byKey));
    long[] own = keys.clone();
    int[] rows = KeySort.rowNumbers(size);
    KeySort.sort(own, rows);
    assertThat(rows).containsExactly(expected(size, byKey));
    assertThat(own).containsExactly(Arrays.stream(keys).sorted().toArray());
  }

  private static int[] sorted(long[] keys, KeySort.Ties ties) {
    int[] rows = KeySort.rowNumbers(keys.length);
    KeySort.sort(keys.clone(), rows, ties);
    return rows;
  }

  private static int[] expected(int size, Comparator<Integer> order) {
    return IntStream.range(0, size).boxed().sorted(order).mapToInt(Integer::intValue).toArray();
  }
}
