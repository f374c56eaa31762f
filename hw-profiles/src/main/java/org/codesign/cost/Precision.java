package org.codesign.cost;

/** The arithmetic that a GPU runs a layer in, by falling speed. */
public enum Precision {
  INT4(0, 4, 4, 32),
  INT8(1, 8, 4, 16),
  FP16(2, 16, 2, 8),
  FP32(3, 32, 4, 1);

  private final int index;
  private final int bits;
  private final int outputBytes;
  private final int reductionGranule;

  Precision(int index, int bits, int outputBytes, int reductionGranule) {
    this.index = index;
    this.bits = bits;
    this.outputBytes = outputBytes;
    this.reductionGranule = reductionGranule;
  }

  /** Of the widest operand: up to 4 bits, 8, 16, or more. */
  public static Precision of(int weightBits, int activationBits) {
    int widest = Math.max(weightBits, activationBits);
    return widest <= 4 ? INT4 : widest <= 8 ? INT8 : widest <= 16 ? FP16 : FP32;
  }

  /** Its place in a table of rates. */
  int index() {
    return index;
  }

  /** Bits of an operand in memory. */
  int bits() {
    return bits;
  }

  /** Bytes of a result: accumulators of integer kernels have 32 bits. */
  int outputBytes() {
    return outputBytes;
  }

  /** Products that one tensor-core instruction sums (m8n8k32 s4, m8n8k16 s8, m16n8k8 f16). */
  int reductionGranule() {
    return reductionGranule;
  }
}
