package org.codesign.cost;

import org.codesign.hardware.ResourceUse;

/**
 * The parts of an engine's FPGA resources: adder trees and accumulators, control, block memories.
 * The coefficients are read from synthesis by yosys 0.23 ({@code synth_xilinx -family xcup -noiopad
 * -flatten -nowidelut}) of a multiply-accumulate array and engine written for the purpose, and lie
 * within 3 % of those rows; the tests hold the rows. They were not compared with Vivado, which
 * pairs LUTs and may need fewer. The DRAM controller is the processing system's and takes no
 * fabric; interconnect is not counted.
 */
final class EngineResources {

  /** Bits of an accumulator in the synthesised array. */
  private static final int ACCUMULATOR_BITS = 24;

  /** RAMB36 in its simple dual-port shapes, width x depth (UG953; FINN cites UG573 table 1-10). */
  private static final int[][] RAMB36_SHAPES = {
    {72, 512}, {36, 1024}, {18, 2048}, {9, 4096}, {4, 8192}, {2, 16_384}, {1, 32_768}
  };

  private EngineResources() {}

  /**
   * LUTs and flip-flops of rows x columns multipliers in DSP slices (DSPs not counted), an adder
   * tree over the rows of each column and its accumulator. With L = ceil(log2 rows), A = 24:
   *
   * <pre>
   * LUT = columns ((rows - 1)(w + a) + 2 rows - L - 2 + 2 A)
   * FF  = rows columns (2 w + a) + rows a + columns ((rows - 1)(w + a) + rows L + A + 3)
   * </pre>
   *
   * The tree has rows - 1 adders of w + a bits that grow by a bit a level, 2 rows - L - 2 in all.
   */
  static ResourceUse macArray(int rows, int columns, int weightBits, int activationBits) {
    int levels = levels(rows);
    long tree = (rows - 1L) * (weightBits + activationBits);
    long lut = columns * (tree + Math.max(0, 2L * rows - levels - 2) + 2L * ACCUMULATOR_BITS);
    long ff =
        (long) rows * columns * (2L * weightBits + activationBits)
            + (long) rows * activationBits
            + columns * (tree + (long) rows * levels + ACCUMULATOR_BITS + 3);
    return new ResourceUse(lut, ff, 0, 0);
  }

  /**
   * Addressing, double buffering and the weight word's distribution, fitted to the four DSP-mode
   * engines of the table: LUT = 309 + 0.947 word bits, FF = 141 + 3.1 word bits.
   */
  static ResourceUse control(int weightWordBits) {
    return new ResourceUse(
        Math.round(309 + 0.947 * weightWordBits), Math.round(141 + 3.1 * weightWordBits), 0, 0);
  }

  /** The fewest RAMB36 of one shape: min over shapes of ceil(width / w) ceil(depth / d). */
  static long ramb36(int widthBits, long depth) {
    long fewest = Long.MAX_VALUE;
    for (int[] shape : RAMB36_SHAPES) {
      fewest =
          Math.min(fewest, Ceiling.divide(widthBits, shape[0]) * Ceiling.divide(depth, shape[1]));
    }
    return fewest;
  }

  /** ceil(log2 rows). */
  static int levels(int rows) {
    return 32 - Integer.numberOfLeadingZeros(rows - 1);
  }
}
