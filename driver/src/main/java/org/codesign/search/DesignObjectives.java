package org.codesign.search;

import java.util.List;
import java.util.Optional;
import org.codesign.config.FrontObjective;
import org.codesign.config.LimitsConfig;
import org.codesign.pareto.AdditiveProblem;
import org.codesign.pareto.Direction;
import org.codesign.pareto.Objective;

/**
 * The four quantities of a design and their grids, on which sums are exact: the predicted loss in
 * units of 10^-12, picoseconds, femtojoules, and eighths of a byte. All four are reckoned for every
 * design; the front minimises those that the configuration chose.
 */
public final class DesignObjectives {

  /** The quantities in their fixed order. */
  public static final List<FrontObjective> ALL = List.of(FrontObjective.values());

  private static final List<Objective> GRIDS =
      List.of(
          Objective.onGrid("predicted loss", "nats", Direction.MINIMISE, 1e12),
          Objective.onGrid("latency", "ms", Direction.MINIMISE, 1e9),
          Objective.onGrid("energy", "uJ", Direction.MINIMISE, 1e9),
          Objective.onGrid("size", "bytes", Direction.MINIMISE, 8));

  private DesignObjectives() {}

  /** The grid of a quantity. */
  public static Objective grid(FrontObjective quantity) {
    return GRIDS.get(ALL.indexOf(quantity));
  }

  /** One code for each quantity, in order. */
  static long[] encode(double loss, double latencyMillis, double energyMicrojoules, double bytes) {
    return new long[] {
      GRIDS.get(0).encode(loss),
      GRIDS.get(1).encode(latencyMillis),
      GRIDS.get(2).encode(energyMicrojoules),
      GRIDS.get(3).encode(bytes)
    };
  }

  /** The value behind the code of a quantity. */
  static double decode(int quantity, long code) {
    return GRIDS.get(quantity).decode(code);
  }

  /** The largest allowed code of each quantity. */
  static long[] limits(LimitsConfig limits) {
    return new long[] {
      AdditiveProblem.NO_LIMIT,
      limit(1, limits.latencyMillis()),
      limit(2, limits.energyMicrojoules()),
      limit(3, limits.sizeKilobytes().map(kilobytes -> kilobytes * 1000))
    };
  }

  private static long limit(int quantity, Optional<Double> value) {
    return value.map(v -> GRIDS.get(quantity).encodeLimit(v)).orElse(AdditiveProblem.NO_LIMIT);
  }

  static void add(long[] sum, long[] addend) {
    for (int i = 0; i < sum.length; i++) {
      sum[i] = Math.addExact(sum[i], addend[i]);
    }
  }
}
