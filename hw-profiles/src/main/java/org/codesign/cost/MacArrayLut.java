package org.codesign.cost;

/**
 * Look-up tables of R x C multiply-accumulate units in LUTs: a multiplier for each, an adder tree
 * over the R products of a column, an accumulator of 24 bits. From how they are built,
 *
 * <pre>
 * LUT = R C m(w, a) + C ((R - 1)(w + a) + max(0, 2 R - L - 2)) + 2 C A,    L = ceil(log2 R), A = 24
 * m   = w a + max(0, (w - 1)(a - g))
 * </pre>
 *
 * a multiplier being w a partial products and w - 1 rows of adders, of which the mapper saves g = 3
 * bits a row by merging them with the partial products. The tree has R - 1 adders of w + a bits
 * that grow by a bit a level. g is the only fitted number; it was read from the 2/2, 4/4, 4/8 and
 * 8/8 arrays of yosys 0.23 ({@code synth_xilinx -family xcup -noiopad -flatten -nodsp -nowidelut}),
 * and the tests hold what each bit pair is off by when it is left out.
 */
public final class MacArrayLut {

  private static final int ACCUMULATOR_BITS = 24;

  /** Bits a row that merging saves. */
  static final double MERGED_BITS = 3;

  private MacArrayLut() {}

  /** LUTs of the array. */
  public static long luts(int rows, int columns, int weightBits, int activationBits) {
    return Math.round(luts(rows, columns, weightBits, activationBits, MERGED_BITS));
  }

  static double luts(int rows, int columns, int weightBits, int activationBits, double merged) {
    int levels = EngineResources.levels(rows);
    double multiplier =
        weightBits * activationBits + Math.max(0, (weightBits - 1) * (activationBits - merged));
    double tree =
        (rows - 1.0) * (weightBits + activationBits) + Math.max(0, 2L * rows - levels - 2);
    return rows * columns * multiplier + columns * (tree + 2 * ACCUMULATOR_BITS);
  }
}
