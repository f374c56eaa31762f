package org.codesign.pareto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SpreadTest {

  /** Points (0, 8), (1, 7), ... (8, 0): point number = first value. */
  private static final ParetoFront LINE = line(9);

  @Test
  void takesExtremesThenTheFarthest() {
    assertThat(Spread.pick(LINE, 5, 0, 1)).containsExactly(0, 8, 4, 2, 6);
    assertThat(Spread.pick(LINE, 3, 1)).containsExactly(8, 0, 4);
    assertThat(Spread.pick(LINE, 2)).containsExactly(0, 8);
  }

  @Test
  void takesEveryPointOnceIfThereAreNoMore() {
    assertThat(Spread.pick(LINE, 100, 0, 0, 1))
        .containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6, 7, 8);
    assertThat(Spread.pick(ParetoFront.empty(2), 3)).isEmpty();
    assertThat(Spread.pick(line(1), 3, 0, 1)).containsExactly(0);
  }

  @Test
  void takesOnlyAsManyExtremesAsAskedFor() {
    assertThat(Spread.pick(LINE, 1, 1, 0)).containsExactly(8);
  }

  @Test
  void doesNotDependOnUnits() {
    long[] values = new long[18];
    for (int i = 0; i < 9; i++) {
      values[2 * i] = i * 1_000_000L;
      values[2 * i + 1] = 8L - i;
    }
    assertThat(Spread.pick(ParetoFront.of(2, values, new long[9]), 5, 0, 1))
        .containsExactly(0, 8, 4, 2, 6);
  }

  @Test
  void rejectsNoPoints() {
    assertThatThrownBy(() -> Spread.pick(LINE, 0)).hasMessage("The count (0) must be at least 1.");
  }

  private static ParetoFront line(int points) {
    long[] values = new long[2 * points];
    for (int i = 0; i < points; i++) {
      values[2 * i] = i;
      values[2 * i + 1] = points - 1L - i;
    }
    return ParetoFront.of(2, values, new long[points]);
  }
}
