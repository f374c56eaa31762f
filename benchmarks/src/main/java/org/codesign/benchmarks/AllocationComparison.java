package org.codesign.benchmarks;

import com.google.ortools.Loader;
import com.google.ortools.linearsolver.MPConstraint;
import com.google.ortools.linearsolver.MPObjective;
import com.google.ortools.linearsolver.MPSolver;
import com.google.ortools.linearsolver.MPSolverParameters;
import com.google.ortools.linearsolver.MPVariable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.codesign.allocation.ExactSolver;
import org.codesign.allocation.IntegerProgram;
import org.codesign.allocation.ProgramResult;

/**
 * The exact choice of bits against SCIP through OR-Tools, with a gap of 0 and 20 seconds at most.
 * The instances are random layers with bits of {4, 8} or {2, 3, 4, 6, 8}^2; required are 20 ms for
 * 52 layers and one limit, and 2 s for 150 layers, 25 choices and three limits. The longest of our
 * times of each kind of {@link AllocationInstances} is told beside what is allowed.
 */
final class AllocationComparison implements Comparison {

  private static final int[] BITS = {2, 3, 4, 6, 8};
  private static final int SEEDS = 5;
  private static final long PEER_MILLIS = 20_000;
  private static final int KIND_SEEDS = 10;
  private static final long MOST_MILLIS = 4_000;

  @Override
  public String name() {
    return "allocation";
  }

  @Override
  public String description() {
    return "bits of layers under limits: our branch and bound against OR-Tools SCIP";
  }

  @Override
  public List<Row> run(Consumer<String> progress) {
    Loader.loadNativeLibraries();
    for (int i = 0; i < 200; i++) {
      time(() -> ours(instance(52, 2, 1, 99)));
    }
    List<Row> rows = new ArrayList<>();
    rows.addAll(rows("52-layers-2-choices-1-limit", 52, 2, 1, 20, progress));
    rows.addAll(rows("150-layers-25-choices-3-limits", 150, 25, 3, 2_000, progress));
    for (String kind : AllocationInstances.names()) {
      rows.add(kind(kind, progress));
    }
    return rows;
  }

  /** Our longest time of ten instances of a kind; what is not proven counts as the time limit. */
  private static Row kind(String kind, Consumer<String> progress) {
    double[] millis = new double[KIND_SEEDS];
    int proven = 0;
    for (int seed = 0; seed < KIND_SEEDS; seed++) {
      IntegerProgram program = AllocationInstances.of(kind, 150, seed);
      long start = System.nanoTime();
      ProgramResult result =
          ExactSolver.solve(program, () -> System.nanoTime() - start > MOST_MILLIS * 1_000_000);
      millis[seed] = (System.nanoTime() - start) / 1e6;
      proven += result instanceof ProgramResult.Solved solved && solved.proven() ? 1 : 0;
    }
    Arrays.sort(millis);
    double longest = millis[KIND_SEEDS - 1];
    progress.accept(
        "%s: median %.0f ms, longest %.0f ms, %d of %d proven"
            .formatted(kind, millis[KIND_SEEDS / 2], longest, proven, KIND_SEEDS));
    return Row.ofTimes(kind, new double[] {longest}, new double[] {2_000}, "ms", 1);
  }

  /** Our time against the peer's, and our longest time against what is allowed. */
  private static List<Row> rows(
      String label,
      int layers,
      int choices,
      int limits,
      double allowedMillis,
      Consumer<String> progress) {
    List<Double> ours = new ArrayList<>();
    List<Double> peer = new ArrayList<>();
    for (long seed = 0; seed < SEEDS; seed++) {
      IntegerProgram program = instance(layers, choices, limits, seed);
      double mine = time(() -> ours(program));
      double other = time(() -> scip(program));
      ours.add(mine);
      peer.add(other);
      progress.accept("%s seed %d: %.1f ms, SCIP %.1f ms".formatted(label, seed, mine, other));
    }
    double longest = Collections.max(ours);
    return List.of(
        Row.ofTimes(label, array(ours), array(peer), "ms", 1),
        Row.ofTimes(
            label + "-longest", new double[] {longest}, new double[] {allowedMillis}, "ms", 1));
  }

  private static double[] array(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }

  private static double time(Runnable work) {
    long start = System.nanoTime();
    work.run();
    return (System.nanoTime() - start) / 1e6;
  }

  private static void ours(IntegerProgram program) {
    var unused = ExactSolver.solve(program, () -> false);
  }

  private static void scip(IntegerProgram program) {
    MPSolver solver = MPSolver.createSolver("SCIP");
    MPObjective objective = solver.objective();
    MPConstraint[] limits = new MPConstraint[program.limits()];
    for (int k = 0; k < limits.length; k++) {
      limits[k] = solver.makeConstraint(Double.NEGATIVE_INFINITY, 1000);
    }
    for (int g = 0; g < program.groups(); g++) {
      MPConstraint one = solver.makeConstraint(1, 1);
      for (int c = 0; c < program.choices(g); c++) {
        MPVariable taken = solver.makeBoolVar("");
        one.setCoefficient(taken, 1);
        objective.setCoefficient(taken, program.objective(g, c));
        for (int k = 0; k < limits.length; k++) {
          limits[k].setCoefficient(taken, program.cost(k, g, c) / program.limit(k) * 1000);
        }
      }
    }
    objective.setMinimization();
    MPSolverParameters parameters = new MPSolverParameters();
    parameters.setDoubleParam(MPSolverParameters.DoubleParam.RELATIVE_MIP_GAP, 0);
    solver.setTimeLimit(PEER_MILLIS);
    var unused = solver.solve(parameters);
  }

  private static IntegerProgram instance(int layers, int choices, int limits, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[][] sensitivity = new double[layers][choices];
    double[][][] costs = new double[limits][layers][choices];
    for (int i = 0; i < layers; i++) {
      double parameters = Math.rint(Math.pow(10, 3 + 3.5 * random.nextDouble()));
      double macs = Math.rint(Math.pow(10, 5 + 3.5 * random.nextDouble()));
      double trace = Math.pow(10, -4 + 6 * random.nextDouble());
      for (int j = 0; j < choices; j++) {
        int w = choices == 2 ? 4 + 4 * j : BITS[j / BITS.length];
        int a = choices == 2 ? w : BITS[j % BITS.length];
        double noise = 0.8 + 0.4 * random.nextDouble();
        sensitivity[i][j] = trace * (Math.pow(4, -w) + 0.3 * Math.pow(4, -a)) * noise;
        double millis = macs * Math.max(w, a) * 1e-7 * (0.7 + 0.6 * random.nextDouble()) + 0.01;
        double[] all = {parameters * w, macs * w * a, millis};
        for (int k = 0; k < limits; k++) {
          costs[k][i][j] = all[k];
        }
      }
    }
    double[] values = new double[limits];
    for (int k = 0; k < limits; k++) {
      for (double[] row : costs[k]) {
        values[k] += (Arrays.stream(row).min().orElse(0) + Arrays.stream(row).max().orElse(0)) / 2;
      }
    }
    return new IntegerProgram(sensitivity, costs, values);
  }
}
