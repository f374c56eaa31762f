package org.codesign.allocation;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;

/**
 * An {@link IntegerProgram} in whole numbers, choice by choice in flat arrays. Group g has the
 * choices [start[g], start[g + 1]); their objective is the excess over the group's smallest one.
 *
 * <p>Where the decimals of the excesses fit, they are exact, divided by their greatest common
 * divisor, so that equal sums are equal. Else they are multiples of 2^-60 of the largest excess
 * that an optimum can have, as good as adding doubles. Costs are multiples of 2^-53 of their limit
 * (a little coarser above 512 groups), which is below the {@link IntegerProgram#TOLERANCE}.
 */
final class IntegerGrid {

  private static final int OBJECTIVE_BITS = 60;
  private static final int EXACT_BITS = 60;
  private static final int LIMIT_BITS = 53;
  private static final int MOST_DIGITS = 400;

  final int groups;
  final int limits;
  final int[] start;

  /** The number of each choice within its group of the program. */
  final int[] choice;

  final long[] objective;
  final long[][] costs;
  final long[] caps;

  /** Whether the objective is exact. */
  final boolean exact;

  /** The excess over the groups' smallest objectives that a unit of the objective stands for. */
  final double unit;

  private IntegerGrid(int[] start, int[] choice, Objective objective, long[][] costs, long[] caps) {
    groups = start.length - 1;
    limits = caps.length;
    this.start = start;
    this.choice = choice;
    this.objective = objective.values;
    this.exact = objective.exact;
    this.unit = objective.unit;
    this.costs = costs;
    this.caps = caps;
  }

  private static final class Objective {
    final long[] values;
    final boolean exact;
    final double unit;

    Objective(long[] values, boolean exact, double unit) {
      this.values = values;
      this.exact = exact;
      this.unit = unit;
    }
  }

  /**
   * The grid of the choices with at most this excess that may meet each limit by itself.
   *
   * @param mostExcess an upper bound of the optimum's excess, infinite if unknown
   */
  static IntegerGrid of(IntegerProgram program, double mostExcess) {
    int n = program.groups();
    double[] smallest = smallestObjectives(program);
    int[] start = new int[n + 1];
    int[] choice = new int[total(program)];
    int size = 0;
    double[][] least = leastCosts(program);
    double[] sums = Arrays.stream(least).mapToDouble(row -> Arrays.stream(row).sum()).toArray();
    for (int g = 0; g < n; g++) {
      for (int c = 0; c < program.choices(g); c++) {
        if (program.objective(g, c) - smallest[g] <= mostExcess
            && fits(program, g, c, least, sums)) {
          choice[size++] = c;
        }
      }
      start[g + 1] = size;
    }
    int[] kept = Arrays.copyOf(choice, size);
    long[][] costs = new long[program.limits()][];
    long[] caps = new long[program.limits()];
    int bits = Math.min(LIMIT_BITS, 62 - bitLength(n));
    for (int k = 0; k < costs.length; k++) {
      costs[k] = costs(program, k, start, kept, bits);
      caps[k] = program.limit(k) == 0 ? 0 : (1L << bits) + (1L << Math.max(0, bits - 44));
    }
    return new IntegerGrid(start, kept, objective(program, start, kept, smallest), costs, caps);
  }

  private static int bitLength(int n) {
    return Integer.SIZE - Integer.numberOfLeadingZeros(n);
  }

  static double[] smallestObjectives(IntegerProgram program) {
    double[] smallest = new double[program.groups()];
    for (int g = 0; g < smallest.length; g++) {
      smallest[g] = Double.POSITIVE_INFINITY;
      for (int c = 0; c < program.choices(g); c++) {
        smallest[g] = Math.min(smallest[g], program.objective(g, c));
      }
    }
    return smallest;
  }

  /** The smallest cost of each limit and group. */
  static double[][] leastCosts(IntegerProgram program) {
    double[][] least = new double[program.limits()][program.groups()];
    for (int k = 0; k < least.length; k++) {
      for (int g = 0; g < program.groups(); g++) {
        least[k][g] = Double.POSITIVE_INFINITY;
        for (int c = 0; c < program.choices(g); c++) {
          least[k][g] = Math.min(least[k][g], program.cost(k, g, c));
        }
      }
    }
    return least;
  }

  private static boolean fits(IntegerProgram p, int g, int c, double[][] least, double[] sums) {
    for (int k = 0; k < p.limits(); k++) {
      double sum = sums[k] - least[k][g] + p.cost(k, g, c);
      // Generous, since the sum is rounded; the grid decides.
      if (sum > p.limit(k) * (1 + 16 * IntegerProgram.TOLERANCE)) {
        return false;
      }
    }
    return true;
  }

  private static int total(IntegerProgram program) {
    int total = 0;
    for (int g = 0; g < program.groups(); g++) {
      total = Math.addExact(total, program.choices(g));
    }
    return total;
  }

  private static long[] costs(IntegerProgram p, int k, int[] start, int[] choice, int bits) {
    long[] costs = new long[choice.length];
    for (int g = 0; g < p.groups(); g++) {
      for (int i = start[g]; i < start[g + 1]; i++) {
        double cost = p.cost(k, g, choice[i]);
        double scaled = p.limit(k) == 0 ? Math.signum(cost) : cost / p.limit(k);
        costs[i] = (long) Math.rint(Math.scalb(scaled, bits));
      }
    }
    return costs;
  }

  private static Objective objective(IntegerProgram p, int[] start, int[] choice, double[] least) {
    BigDecimal[] excess = new BigDecimal[choice.length];
    BigDecimal sum = BigDecimal.ZERO;
    int scale = 0;
    int groups = p.groups();
    for (int g = 0; g < groups; g++) {
      BigDecimal largest = BigDecimal.ZERO;
      for (int i = start[g]; i < start[g + 1]; i++) {
        excess[i] =
            BigDecimal.valueOf(p.objective(g, choice[i])).subtract(BigDecimal.valueOf(least[g]));
        largest = largest.max(excess[i]);
        scale = Math.max(scale, excess[i].stripTrailingZeros().scale());
      }
      sum = sum.add(largest);
    }
    BigInteger divisor = scale > MOST_DIGITS ? BigInteger.ONE : divisor(excess, scale);
    BigDecimal unit = new BigDecimal(divisor, scale);
    boolean exact = sum.divideToIntegralValue(unit).toBigInteger().bitLength() <= EXACT_BITS;
    if (!exact) {
      return rounded(excess, sum);
    }
    long[] values = new long[excess.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = excess[i].divide(unit).longValueExact();
    }
    return new Objective(values, true, unit.doubleValue());
  }

  private static BigInteger divisor(BigDecimal[] excess, int scale) {
    BigInteger divisor = BigInteger.ZERO;
    for (BigDecimal value : excess) {
      divisor = divisor.gcd(value.setScale(scale).unscaledValue());
    }
    return divisor.signum() == 0 ? BigInteger.ONE : divisor;
  }

  private static Objective rounded(BigDecimal[] excess, BigDecimal sum) {
    double unit = Math.scalb(sum.doubleValue(), -OBJECTIVE_BITS);
    long[] values = new long[excess.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (long) Math.rint(excess[i].doubleValue() / unit);
    }
    return new Objective(values, false, unit);
  }
}
