package org.codesign.cost;

/**
 * How many products of w-bit weights and one a-bit activation a DSP slice forms in a cycle. The
 * weights lie side by side in the wide operand, w + a bits apart, so that no product reaches into
 * the next:
 *
 * <pre>
 * n = floor((wide - w - 1) / (w + a)) + 1   or 1, for a &lt;= narrow
 * </pre>
 *
 * with a wide operand of 27 bits and a narrow one of 18 (DSP48E2; 25 and 18 in a DSP48E1); the bit
 * set apart takes the borrow of negative lower lanes. Four 4 x 4 products fit with lanes at bits 0,
 * 8, 15 and 22, the overlap corrected behind (mvu_4sx4u of github.com/Xilinx/finn, finn-rtllib;
 * Xilinx WP521); two 8 x 8 are Xilinx WP486. FINN's estimator takes four at any width, which its
 * own 8-bit RTL does not do.
 */
final class DspPacking {

  /** Bits of the wide operand of a DSP48E2. */
  static final int DSP48E2 = 27;

  private static final int NARROW = 18;

  private DspPacking() {}

  /** Products of a slice in a cycle, 0 if not even one fits. */
  static int products(int weightBits, int activationBits, int wideBits) {
    if (activationBits > NARROW || weightBits > wideBits) {
      return 0;
    }
    int side = Math.max(0, wideBits - weightBits - 1) / (weightBits + activationBits) + 1;
    return weightBits <= 4 && activationBits <= 4 ? Math.max(4, side) : side;
  }

  /** Slices for this many products in a cycle. */
  static long slices(long products, int weightBits, int activationBits) {
    int each = products(weightBits, activationBits, DSP48E2);
    if (each == 0) {
      throw new IllegalArgumentException(
          "A DSP slice takes no %d-bit weights with %d-bit activations."
              .formatted(weightBits, activationBits));
    }
    return Ceiling.divide(products, each);
  }
}
