package org.codesign.search;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BlockWorthTest {

  private static final BlockWorth WORTH = new BlockWorth(0.2, 100, 10, 50);

  @Test
  void aSmallerErrorAtNoHigherCostDominates() {
    assertThat(new BlockWorth(0.1, 100, 10, 50).dominates(WORTH, 0.1)).isTrue();
    assertThat(new BlockWorth(0.1, 101, 1, 5).dominates(WORTH, 0.1)).isFalse();
    assertThat(new BlockWorth(0.1, 1, 11, 5).dominates(WORTH, 0.1)).isFalse();
    assertThat(new BlockWorth(0.1, 1, 1, 51).dominates(WORTH, 0.1)).isFalse();
  }

  @Test
  void anErrorWithinTheMarginDoesNot() {
    assertThat(new BlockWorth(0.19, 1, 1, 1).dominates(WORTH, 0.1)).isFalse();
    assertThat(new BlockWorth(0.19, 1, 1, 1).dominates(WORTH, 0.01)).isTrue();
    assertThat(WORTH.dominates(WORTH, 0)).isFalse();
  }
}
