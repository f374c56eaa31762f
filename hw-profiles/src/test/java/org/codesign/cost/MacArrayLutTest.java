package org.codesign.cost;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Rows of our own synthesis: yosys 0.23, synth_xilinx -family xcup -noiopad -flatten -nodsp
 * -nowidelut, multiply-accumulate arrays with accumulators of 24 bits, multipliers in LUTs.
 */
class MacArrayLutTest {

  /** Rows, columns, weight bits, activation bits, LUTs. */
  private static final int[][] ROWS = {
    {4, 4, 2, 2, 308},
    {4, 4, 4, 4, 604},
    {4, 4, 4, 8, 1172},
    {4, 4, 8, 8, 2044},
    {8, 4, 2, 2, 456},
    {8, 4, 4, 4, 1069},
    {8, 4, 4, 8, 2203},
    {8, 4, 8, 8, 3947},
    {8, 8, 2, 2, 912},
    {8, 8, 4, 4, 2135},
    {8, 8, 4, 8, 4344},
    {8, 8, 8, 8, 7760},
    {16, 8, 2, 2, 1528},
    {16, 8, 4, 4, 4016},
    {16, 8, 4, 8, 8525},
    {16, 8, 8, 8, 15453},
    {8, 8, 2, 4, 1407},
    {8, 8, 3, 3, 1476},
    {8, 8, 6, 6, 4368},
    {16, 16, 4, 4, 8035},
  };

  @Test
  void everyRowIsWithinSevenPercent() {
    List<Double> errors = new ArrayList<>();
    for (int[] row : ROWS) {
      errors.add(error(row, MacArrayLut.MERGED_BITS));
    }
    assertThat(mean(errors)).isLessThan(0.035);
    assertThat(errors).allMatch(error -> error < 0.07);
  }

  /**
   * The one fitted number is fitted again without each pair; the pair's rows are then predicted.
   */
  @Test
  void bitPairsLeftOutOneByOne() {
    List<Double> errors = new ArrayList<>();
    for (int[] left : ROWS) {
      double merged = fit(left[2], left[3]);
      errors.add(error(left, merged));
    }
    assertThat(mean(errors)).isLessThan(0.05);
    assertThat(errors).allMatch(error -> error < 0.10);
  }

  private static double fit(int weightBits, int activationBits) {
    double best = 0;
    double least = Double.POSITIVE_INFINITY;
    for (double merged = 0; merged <= 6; merged += 0.01) {
      double sum = 0;
      for (int[] row : ROWS) {
        boolean left = row[2] == weightBits && row[3] == activationBits;
        sum += left ? 0 : error(row, merged);
      }
      if (sum < least) {
        least = sum;
        best = merged;
      }
    }
    return best;
  }

  private static double error(int[] row, double merged) {
    return Math.abs(MacArrayLut.luts(row[0], row[1], row[2], row[3], merged) / row[4] - 1);
  }

  private static double mean(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
  }
}
