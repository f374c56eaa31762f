package org.codesign.pareto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class KnownFrontTest {

  private static final double NONE = Double.POSITIVE_INFINITY;
  private static final ParetoFront POINTS =
      ParetoFront.of(2, new long[] {1, 9, 5, 2}, new long[] {0, 1});

  @Test
  void leavesOutWhatWouldBeBelowAFloor() {
    double[] caps = {NONE, NONE};
    assertThat(new KnownFront(POINTS, List.of(0L, 0L)).corners(caps).corners())
        .containsExactly(new double[] {1, NONE}, new double[] {5, 9}, new double[] {NONE, 2});
    assertThat(new KnownFront(POINTS, List.of(1L, 2L)).corners(caps).corners())
        .containsExactly(new double[] {5, 9});
  }

  @Test
  void movesObjectives() {
    KnownFront moved = new KnownFront(POINTS, List.of(1L, 2L)).inOrder(new int[] {1, 0});
    assertThat(moved.points())
        .isEqualTo(ParetoFront.of(2, new long[] {9, 1, 2, 5}, new long[] {0, 1}));
    assertThat(moved.floors()).containsExactly(2L, 1L);
  }

  @Test
  void looserPointsLeaveEqualOnesOpen() {
    assertThat(KnownFront.nothing(2).with(POINTS).looser().points())
        .isEqualTo(ParetoFront.of(2, new long[] {2, 10, 6, 3}, new long[] {0, 1}));
  }

  @Test
  void rejectsFloorsOfOtherObjectives() {
    assertThatThrownBy(() -> new KnownFront(POINTS, List.of(1L)))
        .hasMessage("The numbers of floors (1) and of objectives (2) must be equal.");
  }
}
