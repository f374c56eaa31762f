package org.codesign.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.codesign.benchmarks.ClusterSimulation.Outcome;
import org.codesign.benchmarks.ClusterSimulation.Task;
import org.junit.jupiter.api.Test;

/** Schedules short enough to be worked out by hand. */
class ClusterSimulationTest {

  @Test
  void heaviestFirstFillsBothExecutors() {
    // First executor: 4, then 2; second: 3, then 3.
    Outcome outcome = new ClusterSimulation(2, 0, 0).run(tasks(4, 3, 3, 2));
    assertThat(outcome).isEqualTo(new Outcome(6, 12));
    assertThat(outcome.efficiency(2, 0)).isEqualTo(1);
  }

  @Test
  void heaviestLastLeavesAnExecutorIdle() {
    // First executor: 2, then 3 until 5; second: 3, then 4 until 7.
    Outcome outcome = new ClusterSimulation(2, 0, 0).run(tasks(2, 3, 3, 4));
    assertThat(outcome).isEqualTo(new Outcome(7, 12));
    assertThat(outcome.efficiency(2, 0)).isCloseTo(12.0 / 14, within(1e-12));
  }

  @Test
  void theDriverServesOneTaskAtATime() {
    // The first task runs from 1 to 5, the second from 2 to 6, the third from 6 to 10.
    Outcome outcome = new ClusterSimulation(2, 1, 0).run(tasks(4, 4, 4));
    assertThat(outcome).isEqualTo(new Outcome(10, 12));
  }

  @Test
  void aBusyDriverIsTheLimit() {
    // The driver sends at 10, 20, ..., 80; the last task runs for 1.
    Outcome outcome = new ClusterSimulation(4, 10, 0).run(Collections.nCopies(8, new Task(1, 1)));
    assertThat(outcome).isEqualTo(new Outcome(81, 8));
  }

  @Test
  void theFirstTaskOfEachExecutorTakesLonger() {
    // Each executor: 3 + 2, then 2.
    Outcome outcome = new ClusterSimulation(2, 0, 3).run(tasks(2, 2, 2, 2));
    assertThat(outcome).isEqualTo(new Outcome(7, 8));
  }

  @Test
  void whatIsNotWorkAndWhatIsAroundTheStageCostsEfficiency() {
    // Tasks hold their executor for 5 and work for 4.
    Outcome outcome = new ClusterSimulation(1, 0, 0).run(List.of(new Task(4, 5), new Task(4, 5)));
    assertThat(outcome).isEqualTo(new Outcome(10, 8));
    assertThat(outcome.efficiency(1, 0)).isCloseTo(0.8, within(1e-12));
    assertThat(outcome.efficiency(1, 6)).isCloseTo(0.5, within(1e-12));
  }

  @Test
  void rejectsNoExecutors() {
    assertThatThrownBy(() -> new ClusterSimulation(0, 1, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The executors (0) of a simulation must be at least 1.");
  }

  private static List<Task> tasks(double... millis) {
    return Arrays.stream(millis).mapToObj(time -> new Task(time, time)).toList();
  }
}
