package org.codesign.search;

import java.util.List;
import java.util.stream.IntStream;
import org.codesign.pareto.FrontBounds;
import org.codesign.pareto.ParetoFront;
import org.codesign.pareto.ParetoFrontBuilder;
import org.codesign.pareto.UpperCorners;

/**
 * Some accelerators with the bounds of their fronts, and the front of the designs that were met
 * while the bounds were computed; the payload of such a design is its accelerator. It stays on the
 * executor that made it.
 */
final class BoundedSlice {

  private final int[] accelerators;
  private final List<FrontBounds> bounds;
  private final ParetoFront found;

  private BoundedSlice(int[] accelerators, List<FrontBounds> bounds, ParetoFront found) {
    this.accelerators = accelerators;
    this.bounds = bounds;
    this.found = found;
  }

  /** The bounds of these accelerators; those on which no network can run are left out. */
  static BoundedSlice of(FrontBound bound, int[] accelerators) {
    ParetoFrontBuilder found = new ParetoFrontBuilder(bound.objectives());
    List<FrontBounds> bounds = new java.util.ArrayList<>();
    int[] possible =
        IntStream.of(accelerators)
            .filter(accelerator -> bound.of(accelerator, found).map(bounds::add).orElse(false))
            .toArray();
    return new BoundedSlice(possible, bounds, found.build());
  }

  ParetoFront found() {
    return found;
  }

  /** The accelerators that may have a design which the front behind the corners lacks. */
  int[] notCovered(UpperCorners corners) {
    return IntStream.range(0, accelerators.length)
        .filter(i -> !corners.cover(bounds.get(i)))
        .map(i -> accelerators[i])
        .toArray();
  }
}
