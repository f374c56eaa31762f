package org.codesign.search;

import org.codesign.cost.Infeasible;

/** Stage 4: which accelerators fit the device and the limits, and what they take. */
final class CostStage {

  private final SearchContext context;

  CostStage(SearchContext context) {
    this.context = context;
  }

  /**
   * Writes the table of the accelerators and returns those that can be used.
   *
   * @throws NoFeasibleDesignException if there are none
   */
  int[] run() {
    Tables.writeAccelerators(context);
    int[] usable = context.target().usable();
    if (usable.length == 0 && context.target().model(0) instanceof Infeasible smallest) {
      throw new NoFeasibleDesignException(
          "None of the %d accelerators can be built; the smallest, %s: %s."
              .formatted(
                  context.accelerators().tried(),
                  context.target().accelerators().get(0).label(),
                  smallest.reason()));
    }
    return usable;
  }
}
