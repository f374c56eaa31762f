package org.codesign.integer;

import java.util.Optional;

/**
 * One term of a {@link Rescale} in a form that the compiler turns into vector instructions, which
 * have no 64-bit sums of 32-bit products: value and multiplier are taken as halves of 16 bits, and
 * the four products are put together by hand. With p = value * multiplier, rounding to the nearest
 * with ties up is floor(p / 2^s) plus the bit of p below that.
 */
final class IntScaling {

  /** The largest magnitude of a scaled value, a quarter of what fits: two are added. */
  static final int LARGEST = 1 << 29;

  private static final int HALF_BITS = 16;
  private static final int LOW_HALF = 0xffff;

  private final WideTensor values;
  private final int[] part;
  private final int[] high;
  private final int[] low;
  private final int shift;

  private IntScaling(WideTensor values, int[] high, int[] low, int shift) {
    this.values = values;
    this.part = new int[high.length];
    this.high = high;
    this.low = low;
    this.shift = shift;
  }

  /**
   * The scaling of a term, if all its channels have one shift, and no value can get too large.
   *
   * @param values what is scaled, [N, H, W, C]
   * @param chunk the most values that are scaled at once, whole pixels
   * @param bounds the largest magnitude of each channel of the values
   */
  static Optional<IntScaling> of(WideTensor values, Rescale.Term term, int chunk, long[] bounds) {
    int channels = bounds.length;
    int shift = term.scale(0).shift();
    int[] high = new int[chunk];
    int[] low = new int[chunk];
    for (int i = 0; i < high.length; i++) {
      DyadicScale scale = term.scale(i % channels);
      if (scale.shift() != shift || shift == 0 || scale.apply(bounds[i % channels]) >= LARGEST) {
        return Optional.empty();
      }
      high[i] = scale.multiplier() >> HALF_BITS;
      low[i] = scale.multiplier() & LOW_HALF;
    }
    return Optional.of(new IntScaling(values, high, low, shift));
  }

  /** Adds as many scaled values from an index on to the first sums, at most a chunk of them. */
  void addTo(int[] sums, int from, int count) {
    // The compiler takes loops for vectors only if all arrays have the same index.
    values.get(from, part, 0, count);
    if (shift > Integer.SIZE) {
      addUpper(sums, count);
    } else {
      addMiddle(sums, count);
    }
  }

  /** All that is kept lies in the upper 32 bits of the product. */
  private void addUpper(int[] sums, int count) {
    int[] source = part;
    int[] mh = high;
    int[] ml = low;
    int down = shift - Integer.SIZE;
    int below = down - 1;
    for (int i = 0; i < count; i++) {
      int vh = source[i] >> 16;
      int vl = source[i] & 0xffff;
      int ll = vl * ml[i];
      int lh = vl * mh[i];
      int hl = vh * ml[i];
      int carry = ((lh & 0xffff) + (hl & 0xffff) + (ll >>> 16)) >>> 16;
      int upper = vh * mh[i] + (lh >> 16) + (hl >> 16) + carry;
      sums[i] += (upper >> down) + ((upper >> below) & 1);
    }
  }

  /** What is kept lies across both halves of the product. */
  private void addMiddle(int[] sums, int count) {
    int[] source = part;
    int[] mh = high;
    int[] ml = low;
    int down = shift;
    int up = Integer.SIZE - down;
    for (int i = 0; i < count; i++) {
      int vh = source[i] >> 16;
      int vl = source[i] & 0xffff;
      int ll = vl * ml[i];
      int lh = vl * mh[i];
      int hl = vh * ml[i];
      int middle = (lh & 0xffff) + (hl & 0xffff) + (ll >>> 16);
      int upper = vh * mh[i] + (lh >> 16) + (hl >> 16) + (middle >>> 16);
      int lower = (middle << 16) | (ll & 0xffff);
      int rest = lower >>> (down - 1);
      sums[i] += (upper << up) + (rest >>> 1) + (rest & 1);
    }
  }
}
