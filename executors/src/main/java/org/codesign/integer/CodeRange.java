package org.codesign.integer;

/** The codes that a tensor may hold: the integers in [lowest, highest]. */
public record CodeRange(int lowest, int highest) {

  /** What 32 bits with a sign can hold. */
  public static final CodeRange INT32 = new CodeRange(Integer.MIN_VALUE, Integer.MAX_VALUE);

  /**
   * The residual stream after ReLU: 16 bits with a sign, of which only the positive half is used.
   */
  public static final CodeRange STREAM = new CodeRange(0, Short.MAX_VALUE);

  public CodeRange {
    if (lowest > 0 || highest < 1) {
      throw new IllegalArgumentException(
          "A range of codes [%d, %d] must contain 0 and 1.".formatted(lowest, highest));
    }
  }

  /** [0, 2^bits - 1]. */
  public static CodeRange unsigned(int bits) {
    return new CodeRange(0, (1 << bits) - 1);
  }

  /** [-2^(bits - 1), 2^(bits - 1) - 1]. */
  public static CodeRange signed(int bits) {
    return new CodeRange(-(1 << (bits - 1)), (1 << (bits - 1)) - 1);
  }

  /** The largest magnitude of a code. */
  public long magnitude() {
    return Math.max(-(long) lowest, highest);
  }

  /** Whether there are at most 256 codes, as of what a convolution reads. */
  public boolean fitsByte() {
    return (long) highest - lowest < 1 << Byte.SIZE;
  }

  /** The stored byte of the code 0: a code is stored as an unsigned byte with this added. */
  public int zeroPoint() {
    return -lowest;
  }
}
