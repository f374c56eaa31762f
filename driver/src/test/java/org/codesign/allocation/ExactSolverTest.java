package org.codesign.allocation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.ortools.Loader;
import com.google.ortools.linearsolver.MPConstraint;
import com.google.ortools.linearsolver.MPObjective;
import com.google.ortools.linearsolver.MPSolver;
import com.google.ortools.linearsolver.MPVariable;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExactSolverTest {

  @Test
  void findsWhatLookingAtEverythingFinds() {
    for (String kind : Programs.KINDS) {
      for (int limits = 1; limits <= 4; limits++) {
        for (long seed = 0; seed < 12; seed++) {
          int choices = 2 + (int) (seed % 3);
          int groups = choices == 2 ? 11 : choices == 3 ? 7 : 5;
          IntegerProgram program = Programs.random(kind, groups, choices, limits, seed);
          check(kind + " " + limits + " limits, seed " + seed, program);
        }
      }
    }
  }

  private static void check(String name, IntegerProgram program) {
    double expected = Programs.least(program);
    ProgramResult result = ExactSolver.solve(program, () -> false);
    if (Double.isNaN(expected)) {
      assertThat(result).as(name).isInstanceOf(ProgramResult.Unreachable.class);
      return;
    }
    assertThat(result).as(name).isInstanceOf(ProgramResult.Solved.class);
    ProgramResult.Solved solved = (ProgramResult.Solved) result;
    int[] choices = solved.choices().stream().mapToInt(Integer::intValue).toArray();
    assertThat(solved.proven()).as(name).isTrue();
    assertThat(Programs.fits(program, choices)).as(name).isTrue();
    assertThat(Programs.objective(program, choices))
        .as(name)
        .isCloseTo(expected, within(1e-12 * Math.abs(expected)));
  }

  @Test
  void agreesWithTheFrontOfOneLimit() {
    for (String kind : List.of("uniform", "correlated", "zeros", "twins")) {
      IntegerProgram program = Programs.random(kind, 20, 3, 1, 7);
      double[][] objective = rows(program, -1);
      double[][] cost = rows(program, 0);
      List<int[]> front = LimitFront.of(objective, cost, program.limit(0));
      int[] last = front.get(front.size() - 1);
      ProgramResult.Solved solved = (ProgramResult.Solved) ExactSolver.solve(program, () -> false);
      int[] choices = solved.choices().stream().mapToInt(Integer::intValue).toArray();
      double expected = Programs.objective(program, last);
      assertThat(Programs.objective(program, choices))
          .as(kind)
          .isCloseTo(expected, within(1e-12 * expected));
    }
  }

  @Test
  void agreesWithOrTools() {
    Loader.loadNativeLibraries();
    for (long seed = 0; seed < 8; seed++) {
      IntegerProgram program = Programs.random("uniform", 12, 3, 2, seed);
      ProgramResult result = ExactSolver.solve(program, () -> false);
      double theirs = orTools(program);
      if (result instanceof ProgramResult.Solved solved) {
        int[] choices = solved.choices().stream().mapToInt(Integer::intValue).toArray();
        double ours = Programs.objective(program, choices);
        assertThat(ours).isCloseTo(theirs, within(1e-6 * ours));
      } else {
        assertThat(theirs).as("seed %d", seed).isNaN();
      }
    }
  }

  /** The least objective; NaN if no choices meet the limits. */
  private static double orTools(IntegerProgram program) {
    MPSolver solver = MPSolver.createSolver("SCIP");
    MPObjective objective = solver.objective();
    MPConstraint[] limits = new MPConstraint[program.limits()];
    for (int k = 0; k < limits.length; k++) {
      limits[k] = solver.makeConstraint(Double.NEGATIVE_INFINITY, program.limit(k));
    }
    for (int g = 0; g < program.groups(); g++) {
      MPConstraint one = solver.makeConstraint(1, 1);
      for (int c = 0; c < program.choices(g); c++) {
        MPVariable taken = solver.makeBoolVar("");
        one.setCoefficient(taken, 1);
        objective.setCoefficient(taken, program.objective(g, c));
        for (int k = 0; k < limits.length; k++) {
          limits[k].setCoefficient(taken, program.cost(k, g, c));
        }
      }
    }
    objective.setMinimization();
    MPSolver.ResultStatus status = solver.solve();
    assertThat(status).isIn(MPSolver.ResultStatus.OPTIMAL, MPSolver.ResultStatus.INFEASIBLE);
    return status == MPSolver.ResultStatus.OPTIMAL ? objective.value() : Double.NaN;
  }

  @Test
  void namesTheSmallestReachableValueOfALimit() {
    double[][] objective = {{0, 1}, {0, 1}};
    double[][][] costs = {{{2, 1}, {2, 1}}, {{1, 2}, {1, 2}}};
    ProgramResult.Unreachable alone =
        (ProgramResult.Unreachable)
            ExactSolver.solve(
                new IntegerProgram(objective, costs, new double[] {1.5, 9}), () -> false);
    assertThat(alone.limit()).isZero();
    assertThat(alone.smallestJointly()).isEqualTo(2);
    ProgramResult.Unreachable jointly =
        (ProgramResult.Unreachable)
            ExactSolver.solve(
                new IntegerProgram(objective, costs, new double[] {2.5, 2.9}), () -> false);
    assertThat(jointly.smallestJointly()).isEqualTo(4);
    assertThat(jointly.smallestAlone()).containsExactly(2.0, 2.0);
  }

  @Test
  void aLimitOfExactlyASumIsMetAndOneBitLessIsNot() {
    double[][] objective = {{9, 1}, {5, 1}};
    double[][][] costs = {{{4e15, 8e15}, {4e11, 8e11}}};
    double all = 8e15 + 8e11;
    assertThat(choices(objective, costs, all)).containsExactly(1, 1);
    assertThat(choices(objective, costs, all * (1 - 1e-12))).containsExactly(1, 0);
  }

  private static List<Integer> choices(double[][] objective, double[][][] costs, double limit) {
    IntegerProgram program = new IntegerProgram(objective, costs, new double[] {limit});
    return ((ProgramResult.Solved) ExactSolver.solve(program, () -> false)).choices();
  }

  private static double[][] rows(IntegerProgram program, int limit) {
    double[][] rows = new double[program.groups()][];
    for (int g = 0; g < rows.length; g++) {
      rows[g] = new double[program.choices(g)];
      for (int c = 0; c < rows[g].length; c++) {
        rows[g][c] = limit < 0 ? program.objective(g, c) : program.cost(limit, g, c);
      }
    }
    return rows;
  }
}
