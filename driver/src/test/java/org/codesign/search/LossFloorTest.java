package org.codesign.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.codesign.config.FrontObjective;
import org.codesign.pareto.KnownFront;
import org.codesign.space.BitSpace;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class LossFloorTest {

  private static final List<FrontObjective> OBJECTIVES =
      List.of(FrontObjective.LATENCY, FrontObjective.LOSS);

  @ParameterizedTest
  @CsvSource({"BLOCK, 8", "BLOCK, 11", "LAYER, 8", "LAYER, 11"})
  void isTheSmallestLossOfAnAcceleratorThatRunsEverything(
      BitSpace.Granularity granularity, double kilobytes) {
    FrontTask.Context context = context(granularity, Optional.of(kilobytes));
    FrontPart part = FrontTask.front(context, 0);
    long smallest =
        IntStream.range(0, part.front().size())
            .mapToLong(i -> part.front().value(i, 1))
            .min()
            .orElseThrow();
    KnownFront known = LossFloor.known(context);
    assertThat(known.floors()).containsExactly(Long.MIN_VALUE, smallest);
    assertThat(known.points().size()).isZero();
  }

  @ParameterizedTest
  @EnumSource(BitSpace.Granularity.class)
  void isNotReckonedWithoutALimitOnSize(BitSpace.Granularity granularity) {
    assertThat(LossFloor.known(context(granularity, Optional.empty())).floors())
        .containsOnly(Long.MIN_VALUE);
  }

  private static FrontTask.Context context(
      BitSpace.Granularity granularity, Optional<Double> kilobytes) {
    return JointSpaces.context(
        3,
        5,
        BitSpace.product(List.of(2, 4, 8), List.of(4, 8), granularity),
        JointSpaces.target(
            JointSpaces.engines(List.of(8), List.of(8), List.of(4), List.of(200)),
            JointSpaces.limits(Optional.empty(), Optional.empty(), kilobytes)),
        OBJECTIVES,
        3);
  }
}
