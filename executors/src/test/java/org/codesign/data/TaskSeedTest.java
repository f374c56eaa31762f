package org.codesign.data;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TaskSeedTest {

  /** Computed with Python's hashlib and struct from the definition. */
  @Test
  void staysTheSameForEver() {
    assertThat(TaskSeed.of(0, "", "")).isEqualTo(1579773843059716788L);
    assertThat(TaskSeed.of(42, "blocks", "3/residual")).isEqualTo(5334384873409613956L);
    assertThat(TaskSeed.of(-1, "donn\u00e9es", "\u03c0")).isEqualTo(-2976412993697803960L);
  }

  @Test
  void tellsStageFromItem() {
    assertThat(TaskSeed.of(42, "block", "s3/residual"))
        .isEqualTo(-6110653927678910151L)
        .isNotEqualTo(TaskSeed.of(42, "blocks", "3/residual"));
  }

  /** The first two outputs of SplitMix64 from state 0, as published with its C source. */
  @Test
  void mixesAsSplitMix64() {
    assertThat(TaskSeed.mix(0)).isEqualTo(0xe220a8397b1dcdafL);
    assertThat(TaskSeed.mix(0x9e3779b97f4a7c15L)).isEqualTo(0x6e789e6aa1b965f4L);
  }

  @Test
  void combinesNumbersInTheirOrder() {
    assertThat(TaskSeed.of(42, 3, 17))
        .isEqualTo(0xaf85798effc389edL)
        .isNotEqualTo(TaskSeed.of(42, 17, 3));
    assertThat(TaskSeed.of(-1, 0, 0)).isEqualTo(0xfc042709560421daL);
  }
}
