package org.codesign.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class CosineScheduleTest {

  private final CosineSchedule schedule = new CosineSchedule(0.4, 300);

  @Test
  void fallsAlongHalfACosine() {
    assertThat(schedule.valueAt(0, 0)).isEqualTo(0.4);
    // cos(60 degrees) = 1 / 2.
    assertThat(schedule.valueAt(100, 1)).isCloseTo(0.3, within(1e-12));
    assertThat(schedule.valueAt(150, 7)).isCloseTo(0.2, within(1e-12));
    assertThat(schedule.valueAt(200, 7)).isCloseTo(0.1, within(1e-12));
    assertThat(schedule.valueAt(300, 7)).isZero();
    for (int step = 1; step <= 300; step++) {
      assertThat(schedule.valueAt(step, 0)).isLessThan(schedule.valueAt(step - 1, 0));
    }
  }

  @Test
  void staysAtZeroAfterItsSteps() {
    assertThat(schedule.valueAt(10_000, 99)).isZero();
  }

  @Test
  void aCloneGivesTheSameValues() {
    CosineSchedule clone = schedule.clone();
    assertThat(clone).isNotSameAs(schedule);
    assertThat(clone.valueAt(77, 0)).isEqualTo(schedule.valueAt(77, 0));
  }
}
