package org.codesign.search;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.codesign.pareto.AdditiveProblem;
import org.codesign.pareto.Directions;
import org.codesign.pareto.FrontBounds;
import org.codesign.pareto.ParetoFrontBuilder;

/** Bounds the fronts of accelerators; one for all accelerators of a task. */
final class FrontBound {

  /** Weights that are powers of a ratio, by the number of objectives from two on. */
  record Fineness(List<Integer> steps, List<Double> ratios) implements Serializable {
    static final Fineness COARSE = new Fineness(List.of(8, 2, 1), List.of(4.0, 8.0, 8.0));
    static final Fineness FINE = new Fineness(List.of(60, 6, 2), List.of(1.19, 2.0, 4.0));

    Fineness {
      steps = List.copyOf(steps);
      ratios = List.copyOf(ratios);
    }
  }

  private final DesignPlan plan;
  private final int[] objectives;
  private final long[] limits;
  private final Directions directions;

  /**
   * @param reference the accelerator by which the objectives are scaled
   */
  FrontBound(FrontTask.Context shared, int reference, Fineness fineness) {
    plan = new DesignPlan(shared);
    objectives =
        shared.settings().objectives().stream().mapToInt(DesignObjectives.ALL::indexOf).toArray();
    limits = DesignObjectives.limits(shared.target().limits());
    int row = Math.min(objectives.length, 4) - 2;
    directions =
        Directions.of(
            objectives, spans(reference), fineness.steps().get(row), fineness.ratios().get(row));
  }

  int objectives() {
    return objectives.length;
  }

  Optional<FrontBounds> of(int accelerator, ParetoFrontBuilder found) {
    return FrontBounds.of(
        designs(accelerator), directions, limits, point -> found.add(point, 0, accelerator));
  }

  /** Just above the limits of the objectives: no design of interest reaches them. */
  static double[] caps(FrontTask.Context shared) {
    long[] limits = DesignObjectives.limits(shared.target().limits());
    return shared.settings().objectives().stream()
        .mapToLong(objective -> limits[DesignObjectives.ALL.indexOf(objective)])
        .mapToDouble(
            limit -> limit == AdditiveProblem.NO_LIMIT ? Double.POSITIVE_INFINITY : limit + 1.0)
        .toArray();
  }

  private AcceleratorDesigns designs(int accelerator) {
    return new AcceleratorDesigns(plan, plan.shared().target().usableModel(accelerator));
  }

  /** How far the designs that are best in one quantity differ in the others. */
  private double[] spans(int reference) {
    AcceleratorDesigns designs = designs(reference);
    int quantities = DesignObjectives.ALL.size();
    double[] smallest = new double[quantities];
    double[] largest = new double[quantities];
    Arrays.fill(smallest, Double.POSITIVE_INFINITY);
    for (int objective : objectives) {
      double[] alone = new double[quantities];
      alone[objective] = 1;
      long[] values = designs.minimise(alone).orElse(new long[quantities]);
      for (int q = 0; q < quantities; q++) {
        smallest[q] = Math.min(smallest[q], (double) values[q]);
        largest[q] = Math.max(largest[q], (double) values[q]);
      }
    }
    double[] spans = new double[quantities];
    Arrays.setAll(spans, q -> Math.max(1, largest[q] - smallest[q]));
    return spans;
  }
}
