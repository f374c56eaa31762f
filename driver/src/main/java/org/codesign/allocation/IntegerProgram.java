package org.codesign.allocation;

/**
 * A multiple-choice knapsack problem with any number of limits: take one choice of each group, so
 * that the sum of the objective is least while the sum of each cost is at most its limit.
 *
 * <p>A limit is met by sums up to limit * (1 + 2^-44): what adding up hundreds of doubles loses in
 * rounding must not decide. Immutable; the arrays are copied.
 */
public final class IntegerProgram {

  /** The most groups. */
  public static final int MAXIMUM_GROUPS = 2_000;

  /** The share of a limit by which rounding may miss it. */
  static final double TOLERANCE = 0x1p-44;

  private final double[][] objective;
  private final double[][][] costs;
  private final double[] limits;

  /**
   * A program.
   *
   * @param objective of each group and choice, finite
   * @param costs of each limit, group and choice, finite and not negative
   * @param limits what the sums of the costs may be at most, finite and not negative
   */
  public IntegerProgram(double[][] objective, double[][][] costs, double[] limits) {
    if (objective.length == 0 || objective.length > MAXIMUM_GROUPS) {
      throw new IllegalArgumentException(
          "The number of groups (%d) must be in [1, %d]."
              .formatted(objective.length, MAXIMUM_GROUPS));
    }
    if (costs.length != limits.length) {
      throw new IllegalArgumentException(
          "The numbers of costs (%d) and of limits (%d) must be equal."
              .formatted(costs.length, limits.length));
    }
    this.objective = new double[objective.length][];
    for (int g = 0; g < objective.length; g++) {
      this.objective[g] = checked(objective[g], -Double.MAX_VALUE);
    }
    this.limits = checked(limits, 0);
    this.costs = new double[costs.length][objective.length][];
    for (int k = 0; k < costs.length; k++) {
      for (int g = 0; g < objective.length; g++) {
        if (costs[k].length != objective.length || costs[k][g].length != objective[g].length) {
          throw new IllegalArgumentException(
              "Cost %d of group %d must have one value a choice.".formatted(k, g));
        }
        this.costs[k][g] = checked(costs[k][g], 0);
      }
    }
    for (int g = 0; g < objective.length; g++) {
      if (objective[g].length == 0) {
        throw new IllegalArgumentException("Group %d has no choice.".formatted(g));
      }
    }
  }

  /** The number of groups. */
  public int groups() {
    return objective.length;
  }

  /** The number of choices of a group. */
  public int choices(int group) {
    return objective[group].length;
  }

  /** The number of limits. */
  public int limits() {
    return limits.length;
  }

  /** One limit. */
  public double limit(int limit) {
    return limits[limit];
  }

  /** What a choice adds to the objective. */
  public double objective(int group, int choice) {
    return objective[group][choice];
  }

  /** What a choice adds to the sum under a limit. */
  public double cost(int limit, int group, int choice) {
    return costs[limit][group][choice];
  }

  private static double[] checked(double[] values, double least) {
    for (double value : values) {
      if (!(value >= least) || Double.isInfinite(value)) {
        throw new IllegalArgumentException(
            "The value (%s) must be finite%s."
                .formatted(value, least == 0 ? " and not negative" : ""));
      }
    }
    return values.clone();
  }
}
