package org.codesign.pareto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class SpearmanRhoTest {

  @Test
  void equalOrdersHaveOneAndReversedOnesMinusOne() {
    double[] values = {0.1, 5, 2, 100};
    assertThat(SpearmanRho.of(values, new double[] {1, 3, 2, 4})).hasValue(1);
    assertThat(SpearmanRho.of(values, new double[] {4, 2, 3, 1})).hasValue(-1);
  }

  /** 1 - 6 sum d^2 / (n (n^2 - 1)) = 1 - 6 * 194 / 990, the example of Wikipedia's article. */
  @Test
  void anExampleWithoutTies() {
    double[] iq = {106, 100, 86, 101, 99, 103, 97, 113, 112, 110};
    double[] hours = {7, 27, 2, 50, 28, 29, 20, 12, 6, 17};
    assertThat(SpearmanRho.of(iq, hours).getAsDouble()).isCloseTo(-29.0 / 165, within(1e-12));
  }

  /** Ranks 1.5 1.5 3 and 1 2.5 2.5. */
  @Test
  void equalValuesShareTheirRanks() {
    assertThat(SpearmanRho.of(new double[] {1, 1, 2}, new double[] {0, 9, 9}).getAsDouble())
        .isCloseTo(0.5, within(1e-12));
  }

  @Test
  void withoutAnOrderThereIsNone() {
    assertThat(SpearmanRho.of(new double[] {1, 1}, new double[] {1, 2})).isEmpty();
    assertThat(SpearmanRho.of(new double[] {1}, new double[] {1})).isEmpty();
    assertThatThrownBy(() -> SpearmanRho.of(new double[1], new double[2]))
        .hasMessage("Rankings of 1 and of 2 items cannot be compared.");
  }
}
