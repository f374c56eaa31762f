package org.codesign.pareto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class KendallTauTest {

  /**
   * M. Hollander and D. A. Wolfe, "Nonparametric Statistical Methods", 1973, p. 187: 26 - 10 of 36.
   */
  @Test
  void ranksTheTunaPanel() {
    double[] lightness = {44.4, 45.9, 41.9, 53.3, 44.7, 44.1, 50.7, 45.2, 60.1};
    double[] panel = {2.6, 3.1, 2.5, 5.0, 3.6, 4.0, 5.2, 2.8, 3.8};
    assertThat(KendallTau.tauB(lightness, panel).orElseThrow()).isCloseTo(16.0 / 36, within(1e-15));
  }

  /** The example of SciPy's documentation of {@code scipy.stats.kendalltau}. */
  @Test
  void ranksTheSciPyExampleWithTies() {
    double[] first = {12, 2, 1, 12, 2};
    double[] second = {1, 4, 7, 1, 0};
    assertThat(KendallTau.tauB(first, second).orElseThrow())
        .isCloseTo(-0.47140452079103173, within(1e-15));
  }

  @Test
  void isOneForEqualAndMinusOneForReversedRankings() {
    double[] up = {1, 2, 3, 4};
    double[] down = {4, 3, 2, 1};
    assertThat(KendallTau.tauB(up, up)).hasValue(1);
    assertThat(KendallTau.tauB(up, down)).hasValue(-1);
  }

  @Test
  void isEmptyForConstantRankings() {
    assertThat(KendallTau.tauB(new double[] {1, 1}, new double[] {1, 2})).isEmpty();
    assertThat(KendallTau.tauB(new double[1], new double[1])).isEmpty();
  }

  @Test
  void rejectsWhatIsNoRanking() {
    assertThatThrownBy(() -> KendallTau.tauB(new double[2], new double[3]))
        .hasMessage("Rankings of 2 and of 3 items cannot be compared.");
    assertThatThrownBy(() -> KendallTau.tauB(new double[] {Double.NaN}, new double[1]))
        .hasMessage("The item 0 of a ranking must be a number, not NaN.");
  }
}
