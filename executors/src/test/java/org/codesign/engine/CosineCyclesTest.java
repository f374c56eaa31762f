package org.codesign.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CosineCyclesTest {

  @Test
  void oneCycleIsTheCosineSchedule() {
    for (int step = 0; step <= 12; step++) {
      assertThat(new CosineCycles(0.1, 12).valueAt(step, 0))
          .isEqualTo(new CosineSchedule(0.1, 12).valueAt(step, 0));
    }
  }

  @Test
  void everyCycleStartsAtTheInitialRateAndEndsNearZero() {
    CosineCycles cycles = new CosineCycles(0.1, 4, 12);
    assertThat(cycles.valueAt(0, 0)).isEqualTo(0.1);
    assertThat(cycles.valueAt(4, 0)).isEqualTo(0.1);
    assertThat(cycles.valueAt(3, 0)).isLessThan(0.02);
    assertThat(cycles.valueAt(11, 0)).isLessThan(0.01);
    assertThat(cycles.valueAt(12, 0)).isZero();
  }

  @Test
  void equalCyclesAreEqual() {
    CosineCycles cycles = new CosineCycles(0.1, 4, 12);
    assertThat(cycles.clone()).isEqualTo(cycles).hasSameHashCodeAs(cycles);
    assertThat(cycles).isNotEqualTo(new CosineCycles(0.1, 4, 13));
  }
}
