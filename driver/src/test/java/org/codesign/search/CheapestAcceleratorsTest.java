package org.codesign.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.codesign.config.FrontObjective;
import org.codesign.space.BitSpace;
import org.junit.jupiter.api.Test;

class CheapestAcceleratorsTest {

  private final Target target =
      JointSpaces.target(
          JointSpaces.engines(
              List.of(3, 4, 8, 16), List.of(4, 7, 8), List.of(4, 8), List.of(100, 200)),
          JointSpaces.limits(Optional.empty(), Optional.empty(), Optional.empty()));
  private final FrontTask.Context context =
      JointSpaces.context(
          3,
          3,
          BitSpace.product(List.of(4, 8), List.of(4, 8), BitSpace.Granularity.LAYER),
          target,
          List.of(FrontObjective.values()),
          3);

  @Test
  void keepsWhatComparingAllPairsKeeps() {
    int[] usable = target.usable();
    DesignPlan plan = new DesignPlan(context);
    List<long[]> tables =
        Arrays.stream(usable)
            .mapToObj(a -> new AcceleratorDesigns(plan, target.usableModel(a)).table())
            .toList();
    int[] expected =
        IntStream.range(0, usable.length)
            .filter(
                i ->
                    IntStream.range(0, usable.length)
                        .noneMatch(j -> replaces(tables.get(j), j, tables.get(i), i)))
            .map(i -> usable[i])
            .toArray();
    assertThat(CheapestAccelerators.of(context, usable).accelerators()).containsExactly(expected);
    assertThat(expected.length).isBetween(1, usable.length - 1);
  }

  @Test
  void mergesPartsInAnyOrder() {
    int[] usable = target.usable();
    int[] reversed =
        IntStream.range(0, usable.length).map(i -> usable[usable.length - 1 - i]).toArray();
    CheapestAccelerators early =
        CheapestAccelerators.of(context, Arrays.copyOf(usable, usable.length / 3));
    CheapestAccelerators late =
        CheapestAccelerators.of(
            context, Arrays.copyOfRange(usable, usable.length / 3, usable.length));
    int[] whole = CheapestAccelerators.of(context, usable).accelerators();
    assertThat(early.merge(late).accelerators()).containsExactly(whole);
    assertThat(late.merge(early).accelerators()).containsExactly(whole);
    assertThat(CheapestAccelerators.of(context, reversed).accelerators()).containsExactly(whole);
  }

  private static boolean replaces(long[] table, int index, long[] others, int other) {
    return IntStream.range(0, table.length).allMatch(k -> table[k] <= others[k])
        && (!Arrays.equals(table, others) || index < other);
  }
}
