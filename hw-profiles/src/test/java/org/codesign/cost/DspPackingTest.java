package org.codesign.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class DspPackingTest {

  @Test
  void publishedPackings() {
    assertThat(DspPacking.products(8, 8, DspPacking.DSP48E2)).as("Xilinx WP486").isEqualTo(2);
    assertThat(DspPacking.products(4, 4, DspPacking.DSP48E2)).as("Xilinx WP521").isEqualTo(4);
    assertThat(DspPacking.products(8, 8, 25)).as("DSP48E1").isEqualTo(2);
    assertThat(DspPacking.products(16, 16, DspPacking.DSP48E2)).isEqualTo(1);
    assertThat(DspPacking.products(8, 19, DspPacking.DSP48E2)).isZero();
    assertThat(DspPacking.slices(256, 4, 8)).isEqualTo(128);
    assertThatThrownBy(() -> DspPacking.slices(1, 28, 8))
        .hasMessage("A DSP slice takes no 28-bit weights with 8-bit activations.");
  }

  /**
   * One wide product of packed signed weights holds each product, with the borrows of lower lanes.
   */
  @Test
  void lanesDoNotReachIntoEachOther() {
    SplittableRandom random = new SplittableRandom(1);
    for (int w = 2; w <= 8; w++) {
      for (int a = 2; a <= 8; a++) {
        int lanes = w <= 4 && a <= 4 ? 26 / (w + a) : DspPacking.products(w, a, DspPacking.DSP48E2);
        lanes = Math.max(1, Math.min(lanes, (DspPacking.DSP48E2 - w - 1) / (w + a) + 1));
        for (int trial = 0; trial < 200; trial++) {
          check(random, w, a, lanes);
        }
      }
    }
  }

  private static void check(SplittableRandom random, int w, int a, int lanes) {
    long[] weights = random.longs(lanes, -(1L << (w - 1)), 1L << (w - 1)).toArray();
    long activation = random.nextLong(1L << a);
    long packed = 0;
    for (int i = 0; i < lanes; i++) {
      packed += weights[i] << (i * (w + a));
    }
    assertThat(packed).isBetween(-(1L << 26), (1L << 26) - 1);
    long product = packed * activation;
    for (int i = 0; i < lanes; i++) {
      long lane = product << (64 - (w + a)) >> (64 - (w + a));
      assertThat(lane).isEqualTo(weights[i] * activation);
      product = (product - lane) >> (w + a);
    }
  }
}
