package org.codesign.search;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.codesign.config.FrontObjective;
import org.codesign.cost.CostModel;
import org.codesign.network.BlockStructure;
import org.codesign.pareto.WeightedMinimum;
import org.codesign.quantization.BitWidths;

/**
 * All designs on one accelerator, for minimising weighted sums of the four quantities: since they
 * add up, every position and every group of layers can be minimised by itself.
 */
final class AcceleratorDesigns implements WeightedMinimum {

  private static final int QUANTITIES = DesignObjectives.ALL.size();
  private static final long IMPOSSIBLE = -1;
  private static final int[] ON_HARDWARE = {
    DesignObjectives.ALL.indexOf(FrontObjective.LATENCY),
    DesignObjectives.ALL.indexOf(FrontObjective.ENERGY)
  };

  private final DesignPlan plan;
  private final int choices;
  private final Optional<long[]> fixed;

  /** By structure: the cost besides the groups; null if it cannot run. */
  private final long[][] bases;

  /** By structure and group: the four codes of each choice of bits one after another. */
  private final long[][][] costs;

  AcceleratorDesigns(DesignPlan plan, CostModel model) {
    this.plan = plan;
    DesignCosts layers = new DesignCosts(model);
    List<BitWidths> bits = plan.shared().bits().choices();
    choices = bits.size();
    fixed = layers.fixed(plan.shared().backbone());
    bases = new long[plan.structures().size()][];
    costs = new long[bases.length][][];
    for (int s = 0; s < bases.length && fixed.isPresent(); s++) {
      BlockStructure structure = plan.structures().get(s);
      bases[s] = layers.base(structure).orElse(null);
      costs[s] = new long[plan.groups(structure)][];
      for (int group = 0; group < costs[s].length; group++) {
        costs[s][group] = costs(layers, structure, plan.slots(structure, group), bits);
      }
    }
  }

  /**
   * What the accelerator makes everything cost, as one row that is as long for all accelerators:
   * latency and energy of the fixed layers, of each structure's rest and of each choice of bits.
   * Losses and sizes are left out: they do not depend on the accelerator.
   */
  long[] table() {
    LongStream.Builder row = LongStream.builder();
    append(row, fixed.orElse(null));
    for (int s = 0; s < bases.length; s++) {
      append(row, fixed.isPresent() ? bases[s] : null);
      for (int group = 0; group < plan.groups(plan.structures().get(s)); group++) {
        for (int choice = 0; choice < choices; choice++) {
          append(row, fixed.isPresent() ? choice(costs[s][group], choice) : null);
        }
      }
    }
    return row.build().toArray();
  }

  private static long[] choice(long[] costs, int choice) {
    int from = choice * QUANTITIES;
    return costs[from] == IMPOSSIBLE ? null : Arrays.copyOfRange(costs, from, from + QUANTITIES);
  }

  private static void append(LongStream.Builder row, long[] cost) {
    for (int quantity : ON_HARDWARE) {
      row.add(cost == null ? Long.MAX_VALUE : cost[quantity]);
    }
  }

  private static long[] costs(
      DesignCosts model, BlockStructure structure, int[] slots, List<BitWidths> bits) {
    long[] costs = new long[bits.size() * QUANTITIES];
    for (int choice = 0; choice < bits.size(); choice++) {
      for (int slot : slots) {
        Optional<long[]> cost = model.slot(structure, slot, bits.get(choice));
        if (cost.isEmpty()) {
          costs[choice * QUANTITIES] = IMPOSSIBLE;
          break;
        }
        for (int q = 0; q < QUANTITIES; q++) {
          costs[choice * QUANTITIES + q] += cost.get()[q];
        }
      }
    }
    return costs;
  }

  @Override
  public Optional<long[]> minimise(double[] weights) {
    if (fixed.isEmpty()) {
      return Optional.empty();
    }
    long[] sum = fixed.get().clone();
    int[] chosen = new int[plan.mostGroups()];
    int[] best = new int[chosen.length];
    for (List<DesignPlan.OperatorPlan> operators : plan.positions()) {
      double smallest = Double.POSITIVE_INFINITY;
      DesignPlan.OperatorPlan winner = null;
      for (DesignPlan.OperatorPlan operator : operators) {
        double value = minimise(operator, weights, chosen);
        if (value < smallest) {
          smallest = value;
          winner = operator;
          System.arraycopy(chosen, 0, best, 0, operator.losses().length);
        }
      }
      if (winner == null) {
        return Optional.empty();
      }
      add(sum, winner, best);
    }
    return Optional.of(sum);
  }

  private double minimise(DesignPlan.OperatorPlan operator, double[] weights, int[] chosen) {
    long[] base = bases[operator.structure()];
    if (base == null) {
      return Double.POSITIVE_INFINITY;
    }
    double sum = weights[0] * (operator.base() + base[0]);
    for (int q = 1; q < QUANTITIES; q++) {
      sum += weights[q] * base[q];
    }
    for (int group = 0; group < operator.losses().length; group++) {
      long[] losses = operator.losses()[group];
      long[] cost = costs[operator.structure()][group];
      double smallest = Double.POSITIVE_INFINITY;
      for (int choice = 0; choice < choices; choice++) {
        int at = choice * QUANTITIES;
        if (cost[at] != IMPOSSIBLE) {
          double value =
              weights[0] * losses[choice]
                  + weights[1] * cost[at + 1]
                  + weights[2] * cost[at + 2]
                  + weights[3] * cost[at + 3];
          if (value < smallest) {
            smallest = value;
            chosen[group] = choice;
          }
        }
      }
      sum += smallest;
    }
    return sum;
  }

  private void add(long[] sum, DesignPlan.OperatorPlan operator, int[] chosen) {
    sum[0] += operator.base();
    DesignObjectives.add(sum, bases[operator.structure()]);
    for (int group = 0; group < operator.losses().length; group++) {
      sum[0] += operator.losses()[group][chosen[group]];
      long[] cost = costs[operator.structure()][group];
      for (int q = 0; q < QUANTITIES; q++) {
        sum[q] += cost[chosen[group] * QUANTITIES + q];
      }
    }
  }
}
