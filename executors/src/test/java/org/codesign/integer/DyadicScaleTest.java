package org.codesign.integer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.bytedeco.javacpp.IntPointer;
import org.junit.jupiter.api.Test;

class DyadicScaleTest {

  private final SplittableRandom random = new SplittableRandom(7);

  @Test
  void tiesGoUp() {
    DyadicScale half = new DyadicScale(1, 1);
    assertThat(half.apply(5)).isEqualTo(3);
    assertThat(half.apply(-5)).isEqualTo(-2);
    assertThat(half.apply(-1)).isZero();
    assertThat(half.apply(-3)).isEqualTo(-1);
  }

  @Test
  void roundsLikeExactArithmetic() {
    for (int i = 0; i < 20_000; i++) {
      DyadicScale scale = new DyadicScale(random.nextInt(Integer.MAX_VALUE), random.nextInt(61));
      int value = random.nextInt() >> random.nextInt(32);
      assertThat(scale.apply(value)).isEqualTo(exact(scale, value));
    }
  }

  @Test
  void isNearTheFactor() {
    for (int i = 0; i < 1000; i++) {
      double factor = Math.pow(2, 60 * random.nextDouble() - 30);
      assertThat(DyadicScale.of(factor).factor() / factor - 1).isBetween(-0x1p-30, 0x1p-30);
    }
    assertThat(DyadicScale.of(0.75)).isEqualTo(new DyadicScale(3 << 29, 31));
    assertThat(DyadicScale.of(Math.nextDown(1.0))).isEqualTo(new DyadicScale(1 << 30, 30));
    assertThat(DyadicScale.of(0x1p-70).multiplier()).isZero();
  }

  @Test
  void oneShiftServesAllFactors() {
    double[] factors = {0.01, 0.0003, 0.009999};
    List<DyadicScale> scales = DyadicScale.withOneShift(factors);
    assertThat(scales).extracting(DyadicScale::shift).containsOnly(scales.get(0).shift());
    for (int i = 0; i < factors.length; i++) {
      assertThat(scales.get(i).factor() / factors[i] - 1).isBetween(-0x1p-24, 0x1p-24);
    }
  }

  @Test
  void vectorFormGivesTheSame() {
    for (int round = 0; round < 300; round++) {
      int channels = 1 + random.nextInt(5);
      int shift = 1 + random.nextInt(DyadicScale.LARGEST_SHIFT);
      DyadicScale[] scales = new DyadicScale[channels];
      Arrays.setAll(
          scales,
          i -> new DyadicScale(random.nextInt(Integer.MAX_VALUE) >> random.nextInt(31), shift));
      long[] bounds = new long[channels];
      Arrays.fill(bounds, 1L << random.nextInt(31));
      int[] values = new int[3 * channels];
      Arrays.setAll(
          values, i -> (int) random.nextLong(-bounds[i % channels], bounds[i % channels] + 1));
      values[0] = (int) -bounds[0];
      Optional<IntScaling> fast =
          IntScaling.of(
              new WideTensor(new IntPointer(values)),
              new Rescale.Term("x", List.of(scales)),
              channels,
              bounds);
      boolean fits = Arrays.stream(scales).allMatch(scale -> scale.apply(bounds[0]) < 1 << 29);
      assertThat(fast.isPresent()).isEqualTo(fits);
      for (int from = 0; from < values.length && fits; from += channels) {
        int[] row = new int[channels];
        Arrays.fill(row, 1000);
        fast.get().addTo(row, from, channels);
        for (int i = 0; i < channels; i++) {
          assertThat(row[i]).isEqualTo((int) (1000 + exact(scales[i], values[from + i])));
        }
      }
    }
  }

  @Test
  void refusesFactorsThatDoNotFit() {
    assertThatThrownBy(() -> DyadicScale.of(0x1p31))
        .hasMessage("The factor (2.147483648E9) of a change of scale must be in (0, 2^31).");
    assertThatThrownBy(() -> DyadicScale.of(Double.NaN)).hasMessageContaining("NaN");
    assertThatThrownBy(() -> new DyadicScale(1, 61)).hasMessageContaining("[0, 60]");
  }

  /** floor(value * multiplier / 2^shift + 1/2) in decimals. */
  private static long exact(DyadicScale scale, int value) {
    return new BigDecimal(value)
        .multiply(new BigDecimal(scale.multiplier()))
        .divide(new BigDecimal(1L << scale.shift()))
        .add(new BigDecimal("0.5"))
        .setScale(0, RoundingMode.FLOOR)
        .longValueExact();
  }
}
