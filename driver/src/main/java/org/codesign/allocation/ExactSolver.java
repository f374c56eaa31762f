package org.codesign.allocation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Solves an {@link IntegerProgram} exactly by {@link BranchAndBound}. Where values span many orders
 * of magnitude, it solves again on the finer grid that the first answer allows, until the grid is
 * fine enough for its own answer.
 */
public final class ExactSolver {

  private static final double MUCH_FINER = 64;

  private ExactSolver() {}

  /**
   * Solves a program.
   *
   * @param timeIsSpent asked now and then; the search ends soon after it says so
   */
  public static ProgramResult solve(IntegerProgram program, BooleanSupplier timeIsSpent) {
    double[][] least = IntegerGrid.leastCosts(program);
    Optional<ProgramResult> alone = unreachableAlone(program, least);
    return alone.orElseGet(
        () -> {
          ProgramResult result = search(program, timeIsSpent);
          return result instanceof ProgramResult.Unreachable
              ? jointly(program, sums(least), timeIsSpent)
              : result;
        });
  }

  private static ProgramResult search(IntegerProgram program, BooleanSupplier timeIsSpent) {
    IntegerGrid grid = roundedGrid(program, IntegerGrid.of(program, Double.POSITIVE_INFINITY));
    long nodes = 0;
    while (true) {
      BranchAndBound search = new BranchAndBound(grid, timeIsSpent);
      search.run();
      nodes += search.nodes();
      int[] best = search.best();
      if (best.length == 0) {
        return search.stopped()
            ? new ProgramResult.OutOfTime(nodes)
            : new ProgramResult.Unreachable(List.of(), -1, Double.NaN);
      }
      IntegerGrid finer = finer(program, grid, best);
      if (search.stopped() || !isFiner(finer, grid, MUCH_FINER)) {
        return new ProgramResult.Solved(choices(grid, best), !search.stopped(), nodes);
      }
      grid = finer;
    }
  }

  /** A grid as fine as assignments that are found without a search allow. */
  private static IntegerGrid roundedGrid(IntegerProgram program, IntegerGrid first) {
    IntegerGrid grid = first;
    while (!grid.exact) {
      BranchAndBound search = new BranchAndBound(grid, () -> false);
      search.round();
      if (search.best().length == 0) {
        return grid;
      }
      IntegerGrid finer = finer(program, grid, search.best());
      if (!isFiner(finer, grid, 2)) {
        return grid;
      }
      grid = finer;
    }
    return grid;
  }

  /** The grid of the choices that can be part of a better assignment, or of as good a one. */
  private static IntegerGrid finer(IntegerProgram program, IntegerGrid grid, int[] best) {
    return grid.exact
        ? grid
        : IntegerGrid.of(program, excess(program, grid, best) + grid.groups * grid.unit);
  }

  private static boolean isFiner(IntegerGrid finer, IntegerGrid grid, double times) {
    return !grid.exact && (finer.exact || finer.unit < grid.unit / times);
  }

  private static double excess(IntegerProgram program, IntegerGrid grid, int[] items) {
    double[] smallest = IntegerGrid.smallestObjectives(program);
    double excess = 0;
    for (int g = 0; g < items.length; g++) {
      excess += program.objective(g, grid.choice[items[g]]) - smallest[g];
    }
    return excess;
  }

  private static List<Integer> choices(IntegerGrid grid, int[] items) {
    return Arrays.stream(items).mapToObj(item -> grid.choice[item]).toList();
  }

  private static List<Double> sums(double[][] least) {
    return Arrays.stream(least).map(row -> Arrays.stream(row).sum()).toList();
  }

  /** The limit that is missed by the largest factor when the others are left out, if any. */
  private static Optional<ProgramResult> unreachableAlone(
      IntegerProgram program, double[][] least) {
    List<Double> sums = sums(least);
    int worst = -1;
    double factor = 1;
    for (int k = 0; k < sums.size(); k++) {
      double missed = sums.get(k) / program.limit(k);
      if (missed > 1 + IntegerProgram.TOLERANCE && missed > factor) {
        worst = k;
        factor = missed;
      }
    }
    return worst < 0
        ? Optional.empty()
        : Optional.of(new ProgramResult.Unreachable(sums, worst, sums.get(worst)));
  }

  /** The limit that would have to grow by the smallest factor if all others stand. */
  private static ProgramResult jointly(
      IntegerProgram program, List<Double> alone, BooleanSupplier timeIsSpent) {
    int chosen = 0;
    double smallest = Double.NaN;
    for (int k = 0; k < program.limits(); k++) {
      IntegerProgram other = minimised(program, k);
      if (search(other, timeIsSpent) instanceof ProgramResult.Solved solved && solved.proven()) {
        double sum = 0;
        for (int g = 0; g < other.groups(); g++) {
          sum += other.objective(g, solved.choices().get(g));
        }
        if (Double.isNaN(smallest) || sum / program.limit(k) < smallest / program.limit(chosen)) {
          chosen = k;
          smallest = sum;
        }
      }
    }
    return new ProgramResult.Unreachable(alone, chosen, smallest);
  }

  /** The program with a limit as its objective, under the other limits. */
  private static IntegerProgram minimised(IntegerProgram program, int objective) {
    List<double[][]> costs = new ArrayList<>();
    for (int k = 0; k < program.limits(); k++) {
      if (k != objective) {
        costs.add(rows(program, k));
      }
    }
    double[] limits = new double[program.limits() - 1];
    for (int k = 0; k < limits.length; k++) {
      limits[k] = program.limit(k < objective ? k : k + 1);
    }
    return new IntegerProgram(rows(program, objective), costs.toArray(double[][][]::new), limits);
  }

  private static double[][] rows(IntegerProgram program, int limit) {
    double[][] rows = new double[program.groups()][];
    for (int g = 0; g < rows.length; g++) {
      rows[g] = new double[program.choices(g)];
      for (int c = 0; c < rows[g].length; c++) {
        rows[g][c] = program.cost(limit, g, c);
      }
    }
    return rows;
  }
}
