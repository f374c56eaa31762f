package org.codesign.allocation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * Chooses the bits of all layers: the least sum of sensitivities under any of the limits. Ties make
 * one group of their layers, whose sensitivities and costs add up.
 */
public final class Allocator {

  private final AllocationProblem problem;
  private final List<List<Integer>> groups;

  public Allocator(AllocationProblem problem) {
    this.problem = problem;
    groups = problem.groups();
  }

  /**
   * The best bits under limits.
   *
   * @param limits in the unit of each, in a map that iterates in the order of the keys
   * @param timeIsSpent asked now and then; the search ends soon after it says so
   * @throws IllegalArgumentException if a layer does not say what a limit needs
   */
  public Allocation solve(Map<LimitKey, Double> limits, BooleanSupplier timeIsSpent) {
    List<LimitKey> keys = limits.keySet().stream().sorted().toList();
    ProgramResult result = ExactSolver.solve(program(limits), timeIsSpent);
    if (result instanceof ProgramResult.Solved solved) {
      int[] choices = solved.choices().stream().mapToInt(Integer::intValue).toArray();
      return new Allocation.Allocated(bits(choices), solved.proven());
    }
    if (result instanceof ProgramResult.Unreachable missed) {
      Map<LimitKey, Double> alone = new EnumMap<>(LimitKey.class);
      for (int k = 0; k < keys.size(); k++) {
        alone.put(keys.get(k), missed.smallestAlone().get(k) / keys.get(k).countsPerUnit());
      }
      LimitKey key = keys.get(missed.limit());
      return new Allocation.Unreachable(
          alone, key, limits.get(key), missed.smallestJointly() / key.countsPerUnit());
    }
    return new Allocation.OutOfTime();
  }

  /** The program of the groups under limits. */
  public IntegerProgram program(Map<LimitKey, Double> limits) {
    List<LimitKey> keys = limits.keySet().stream().sorted().toList();
    double[][][] costs = keys.stream().map(this::costs).toArray(double[][][]::new);
    double[] values =
        keys.stream().mapToDouble(key -> limits.get(key) * key.countsPerUnit()).toArray();
    return new IntegerProgram(sensitivities(), costs, values);
  }

  /**
   * The whole front of sensitivity against one limit.
   *
   * @param most the largest value of the limit to look at, in its unit, or infinity
   * @throws org.codesign.pareto.FrontTooLargeException if it is too large to be held
   */
  public Allocation.Front front(LimitKey key, double most) {
    List<int[]> points = LimitFront.of(sensitivities(), costs(key), most * key.countsPerUnit());
    return new Allocation.Front(key, points.stream().map(this::bits).toList());
  }

  /** The bits of the layers, from the choice of each group's first layer. */
  BitAllocation bits(int[] choices) {
    BitChoice[] chosen = new BitChoice[problem.layers().size()];
    for (int g = 0; g < groups.size(); g++) {
      BitChoice first = first(g).choices().get(choices[g]);
      for (int layer : groups.get(g)) {
        chosen[layer] = counterpart(problem.layers().get(layer), first);
      }
    }
    return new BitAllocation(problem.layers(), Arrays.asList(chosen));
  }

  private Layer first(int group) {
    return problem.layers().get(groups.get(group).get(0));
  }

  private static BitChoice counterpart(Layer layer, BitChoice first) {
    return layer.choices().stream().filter(first::hasBitsOf).findFirst().orElseThrow();
  }

  private double[][] sensitivities() {
    return rows((layer, choice) -> choice.sensitivity());
  }

  private double[][] costs(LimitKey key) {
    return rows(
        (layer, choice) ->
            layer
                .count(key, choice)
                .orElseThrow(
                    () ->
                        new IllegalArgumentException(
                            "The layer %s does not give what the limit %s needs."
                                .formatted(layer.name(), key.label()))));
  }

  private interface Amount {
    double of(Layer layer, BitChoice choice);
  }

  private double[][] rows(Amount amount) {
    List<double[]> rows = new ArrayList<>();
    for (int g = 0; g < groups.size(); g++) {
      List<BitChoice> choices = first(g).choices();
      double[] row = new double[choices.size()];
      for (int c = 0; c < row.length; c++) {
        for (int index : groups.get(g)) {
          Layer layer = problem.layers().get(index);
          row[c] += amount.of(layer, counterpart(layer, choices.get(c)));
        }
      }
      rows.add(row);
    }
    return rows.toArray(double[][]::new);
  }
}
