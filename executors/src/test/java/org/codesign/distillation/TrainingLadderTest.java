package org.codesign.distillation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class TrainingLadderTest {

  @Test
  void rungsGrowByTheFactorAndTheLastEndsTheTraining() {
    assertThat(TrainingLadder.of(90, 3, 3).ends()).containsExactly(10, 30, 90);
    assertThat(TrainingLadder.of(90, 1, 3).ends()).containsExactly(90);
    assertThat(TrainingLadder.of(90, 3, 3).start(2)).isEqualTo(30);
  }

  @Test
  void rungsWithoutStepsAreLeftOut() {
    assertThat(TrainingLadder.of(3, 8, 3).ends()).containsExactly(1, 3);
  }

  @Test
  void rejectsRungsThatDoNotGrow() {
    assertThatThrownBy(() -> new TrainingLadder(List.of(3, 3)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The end of a rung (3 steps) must be above that of the one before (3).");
    assertThatThrownBy(() -> new TrainingLadder(List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("A ladder must have at least 1 rung.");
  }
}
