package org.codesign.pareto;

import java.util.Comparator;
import java.util.List;

/**
 * No combination meets the limits.
 *
 * @param positionsWithoutChoice positions at which every choice is impossible
 * @param shortfalls one for each limited objective, where every position has a choice
 */
public record NoFeasible(List<Integer> positionsWithoutChoice, List<Shortfall> shortfalls)
    implements AdditiveResult {

  public NoFeasible {
    positionsWithoutChoice = List.copyOf(positionsWithoutChoice);
    shortfalls = List.copyOf(shortfalls);
    if (positionsWithoutChoice.isEmpty() == shortfalls.isEmpty()) {
      throw new IllegalArgumentException(
          "Either positions without a choice or missed limits make a problem infeasible.");
    }
  }

  /**
   * The limit to name first: the one missed by the largest factor, if a limit cannot be met even
   * alone; otherwise the one that has to grow least to make the problem feasible.
   *
   * @throws java.util.NoSuchElementException if a position without a choice is the reason
   */
  public Shortfall tightest() {
    Comparator<Shortfall> worstAlone = Comparator.comparingDouble(Shortfall::factor).reversed();
    return shortfalls.stream()
        .filter(Shortfall::outOfReachAlone)
        .min(worstAlone)
        .or(() -> shortfalls.stream().min(Comparator.comparingDouble(Shortfall::cure)))
        .orElseThrow();
  }
}
