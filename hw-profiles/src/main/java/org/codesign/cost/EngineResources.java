package org.codesign.cost;

import org.codesign.hardware.FpgaEngine;
import org.codesign.hardware.ResourceUse;

/**
 * The FPGA resources of the engine template. One array serves all bit-widths, so it is built for
 * the dearest: its weight word has 16 bits a DSP slice, which are two eight-bit or four four-bit
 * weights, and its adder trees are those of four-bit products, four a DSP slice and column.
 *
 * <pre>
 * resources = macArray(rows, 4 columns, 4, 4) + packing(rows columns) + control(16 rows columns)
 *           + RAMB36 of the weight buffer, 16 rows columns bits wide
 *           + RAMB36 of the activation buffer, 8 max(rows, columns) bits wide
 * DSP       = rows columns (multipliers) + columns (one requantiser each) + 2 (addresses)
 * </pre>
 *
 * <p>The coefficients are read from synthesis by yosys 0.23 ({@code synth_xilinx -family xcup
 * -noiopad -flatten -nowidelut}) of a multiply-accumulate array and engine written for the purpose,
 * and lie within 3 % of those rows; the tests hold the rows. They were not compared with Vivado,
 * which pairs LUTs and may need fewer. Requantisers follow AccDNN, which spends one DSP slice an
 * output lane on batch normalisation (github.com/IBM/AccDNN 93257954, layers/convolution.py); the
 * two for addresses are what the synthesised engine shows (66 for 8 x 8). The DRAM controller is
 * the processing system's and takes no fabric; interconnect is not counted. A wide array makes its
 * buffers wide, so that small buffers take more block memories than their bytes.
 */
final class EngineResources {

  /** Bits of an accumulator in the synthesised array. */
  private static final int ACCUMULATOR_BITS = 24;

  /** Bits of weights that a packed DSP slice takes at once: 2 x 8 or 4 x 4. */
  private static final int WEIGHT_BITS_PER_DSP = 16;

  private static final int ADDRESS_DSPS = 2;

  /** RAMB36 in its simple dual-port shapes, width x depth (UG953; FINN cites UG573 table 1-10). */
  private static final int[][] RAMB36_SHAPES = {
    {72, 512}, {36, 1024}, {18, 2048}, {9, 4096}, {4, 8192}, {2, 16_384}, {1, 32_768}
  };

  private EngineResources() {}

  static ResourceUse of(FpgaEngine engine) {
    int multipliers = engine.multipliers();
    int weightWordBits = WEIGHT_BITS_PER_DSP * multipliers;
    int activationWordBits = 8 * Math.max(engine.rows(), engine.columns());
    long bram36 =
        bufferRamb36(engine.weightBufferKibibytes(), weightWordBits)
            + bufferRamb36(engine.activationBufferKibibytes(), activationWordBits);
    return macArray(engine.rows(), 4 * engine.columns(), 4, 4)
        .plus(packing(multipliers))
        .plus(control(weightWordBits))
        .plus(new ResourceUse(0, 0, multipliers + engine.columns() + ADDRESS_DSPS, bram36));
  }

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

  /** LUTs that take packed products apart: 9 a slice for two INT8 and 7 for four INT4 products. */
  static ResourceUse packing(int multipliers) {
    return new ResourceUse((9L + 7L) * multipliers, 0, 0, 0);
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

  private static long bufferRamb36(int kibibytes, int widthBits) {
    return ramb36(widthBits, Ceiling.divide(kibibytes * 8192L, widthBits));
  }
}
