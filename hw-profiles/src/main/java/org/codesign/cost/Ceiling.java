package org.codesign.cost;

/** Integer division that rounds up; both numbers positive or the dividend 0. */
final class Ceiling {

  private Ceiling() {}

  static long divide(long dividend, long divisor) {
    return (dividend + divisor - 1) / divisor;
  }

  /** Bytes of this many values of the given bits, packed without gaps. */
  static long bytes(long values, int bits) {
    return divide(Math.multiplyExact(values, (long) bits), 8);
  }
}
