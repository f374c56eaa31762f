package org.codesign.allocation;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.codesign.pareto.AdditiveFront;
import org.codesign.pareto.AdditiveProblem;
import org.codesign.pareto.ChoiceCosts;
import org.codesign.pareto.ParetoFront;

/**
 * Every point that no other one beats in both the objective and one cost, by dynamic programming
 * with dominance over the groups ({@link AdditiveFront}). Sums are exact where the decimals of all
 * values fit 18 digits together; else values are rounded at 2^-60 of their largest sum.
 */
final class LimitFront {

  private static final int BITS = 60;
  private static final int MOST_POINTS = 500_000;
  private static final int MOST_DIGITS = 400;

  private LimitFront() {}

  /** The choices of each group for every point, by rising cost. */
  static List<int[]> of(double[][] objective, double[][] cost, double most) {
    BigDecimal objectiveUnit = unit(objective);
    BigDecimal costUnit = unit(cost);
    List<ChoiceCosts> positions = new ArrayList<>();
    for (int g = 0; g < objective.length; g++) {
      long[][] rows = new long[objective[g].length][];
      for (int c = 0; c < rows.length; c++) {
        // The cost comes first: points are in lexicographic order.
        rows[c] = new long[] {code(cost[g][c], costUnit), code(objective[g][c], objectiveUnit)};
      }
      positions.add(ChoiceCosts.of(2, rows));
    }
    long[] limits = {limit(most, costUnit), AdditiveProblem.NO_LIMIT};
    AdditiveProblem problem = new AdditiveProblem(positions, new long[2], limits);
    if (!(AdditiveFront.of(problem, MOST_POINTS) instanceof AdditiveFront front)) {
      return List.of();
    }
    ParetoFront points = front.front();
    return IntStream.range(0, points.size()).mapToObj(front::choices).toList();
  }

  private static long limit(double most, BigDecimal unit) {
    if (Double.isInfinite(most)) {
      return AdditiveProblem.NO_LIMIT;
    }
    BigDecimal limit = new BigDecimal(most * (1 + IntegerProgram.TOLERANCE));
    BigDecimal steps = limit.divide(unit, 0, RoundingMode.FLOOR);
    return steps.min(BigDecimal.valueOf(Long.MAX_VALUE - 1)).longValueExact();
  }

  private static long code(double value, BigDecimal unit) {
    return BigDecimal.valueOf(value).divide(unit, 0, RoundingMode.HALF_EVEN).longValueExact();
  }

  private static BigDecimal unit(double[][] values) {
    BigDecimal sum = BigDecimal.ZERO;
    int scale = 0;
    for (double[] row : values) {
      sum = sum.add(BigDecimal.valueOf(Arrays.stream(row).max().orElse(0)));
      for (double value : row) {
        scale = Math.max(scale, BigDecimal.valueOf(value).stripTrailingZeros().scale());
      }
    }
    BigDecimal unit = BigDecimal.ONE.movePointLeft(Math.min(scale, MOST_DIGITS));
    boolean fits = sum.movePointRight(scale).toBigInteger().bitLength() <= BITS;
    return fits ? unit : new BigDecimal(Math.scalb(sum.doubleValue(), -BITS));
  }
}
