package org.codesign.integer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A positive factor multiplier / 2^shift, the only way that integers change their scale. Jacob et
 * al., "Quantization and Training of Neural Networks for Efficient Integer-Arithmetic-Only
 * Inference", CVPR 2018, section 2.2; Yao et al., "HAWQ-V3", ICML 2021, section 3.2.
 *
 * <p>A product is rounded to the nearest integer: half is added, then the sum is shifted
 * arithmetically, floor((value * multiplier + 2^(shift - 1)) / 2^shift). A tie therefore goes up,
 * towards positive infinity: 2.5 becomes 3 and -2.5 becomes -2.
 *
 * @param multiplier in [0, 2^31)
 * @param shift in [0, 60]
 */
public record DyadicScale(int multiplier, int shift) {

  /** The largest shift: 2^62 less half of 2^60 is left for products. */
  public static final int LARGEST_SHIFT = 60;

  private static final int MULTIPLIER_BITS = 31;

  public DyadicScale {
    if (multiplier < 0 || shift < 0 || shift > LARGEST_SHIFT) {
      throw new IllegalArgumentException(
          "The multiplier (%d) of a dyadic scale must be at least 0, its shift (%d) in [0, %d]."
              .formatted(multiplier, shift, LARGEST_SHIFT));
    }
  }

  /**
   * The nearest dyadic scale with a multiplier of 31 bits; below 2^-30 the multiplier has fewer,
   * and below 2^-61 it is 0.
   *
   * @throws IllegalArgumentException if the factor is not in (0, 2^31)
   */
  public static DyadicScale of(double factor) {
    requireInRange(factor);
    int shift = Math.min(LARGEST_SHIFT, MULTIPLIER_BITS - 1 - Math.getExponent(factor));
    long multiplier = (long) Math.floor(Math.scalb(factor, shift) + 0.5);
    if (multiplier == 1L << MULTIPLIER_BITS) {
      multiplier >>= 1;
      shift--;
    }
    if (shift < 0) {
      throw new IllegalArgumentException(
          "The factor (%s) of a change of scale rounds to 2^31, which is too large."
              .formatted(factor));
    }
    return new DyadicScale((int) multiplier, shift);
  }

  /**
   * The nearest dyadic scales with one shift for all factors, so that one shifter serves a whole
   * tensor: the largest factor has a multiplier of 31 bits, one that is 2^k times smaller has k
   * bits less.
   */
  public static List<DyadicScale> withOneShift(double[] factors) {
    DyadicScale largest = of(Arrays.stream(factors).max().orElseThrow());
    List<DyadicScale> scales = new ArrayList<>();
    for (double factor : factors) {
      requireInRange(factor);
      double multiplier = Math.floor(Math.scalb(factor, largest.shift()) + 0.5);
      scales.add(new DyadicScale((int) Math.min(multiplier, Integer.MAX_VALUE), largest.shift()));
    }
    return scales;
  }

  /** What is added before the shift: half of 2^shift. */
  public long half() {
    return shift == 0 ? 0 : 1L << (shift - 1);
  }

  /** The nearest integer to value * multiplier / 2^shift, ties up; the product must fit 62 bits. */
  public long apply(long value) {
    return (value * multiplier + half()) >> shift;
  }

  /** The factor as a floating-point number, for people and for files. */
  public double factor() {
    return Math.scalb((double) multiplier, -shift);
  }

  private static void requireInRange(double factor) {
    if (!(factor > 0 && factor < 0x1p31)) {
      throw new IllegalArgumentException(
          "The factor (%s) of a change of scale must be in (0, 2^31).".formatted(factor));
    }
  }
}
