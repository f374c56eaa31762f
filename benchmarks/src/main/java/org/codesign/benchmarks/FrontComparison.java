package org.codesign.benchmarks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.codesign.config.FrontObjective;
import org.codesign.pareto.Hypervolume;
import org.codesign.pareto.ParetoFront;
import org.codesign.pareto.ReferencePoint;
import org.codesign.search.LargeFront;
import org.codesign.search.SearchRegistrator;
import org.moeaframework.algorithm.NSGAII;
import org.moeaframework.core.Solution;
import org.moeaframework.core.variable.BinaryIntegerVariable;
import org.moeaframework.problem.AbstractProblem;

/**
 * The exact joint front of loss and latency over about 10^47 designs on two cores, without limits
 * and under limits on energy, size and DSP slices, and its hypervolume against that of NSGA-II
 * (MOEA Framework, its own settings, one thread) in ten times the time, at most 120 s, with the
 * same costs and losses; limits are constraints with their excess. The reference of both are the
 * worst values of the exact front. The first row of a case compares the time with the 120 s that
 * are allowed.
 */
final class FrontComparison implements Comparison {

  private static final double ALLOWED_SECONDS = 120;
  private static final int TIMES = 10;
  private static final double MOST_PEER_SECONDS = 120;

  @Override
  public String name() {
    return "front";
  }

  @Override
  public String description() {
    return "joint front over 10^47 designs: its time, and its hypervolume against NSGA-II";
  }

  @Override
  public List<Row> run(Consumer<String> progress) {
    List<FrontObjective> objectives = List.of(FrontObjective.LOSS, FrontObjective.LATENCY);
    List<Row> rows = new ArrayList<>();
    rows.addAll(compare("2-objectives", LargeFront.of(objectives, 1), progress));
    for (double times : List.of(1.5, 3.0)) {
      rows.addAll(
          compare(
              "2-objectives-limits-" + times, LargeFront.within(times, objectives, 1), progress));
    }
    return rows;
  }

  private static List<Row> compare(String name, LargeFront space, Consumer<String> progress) {
    try (JavaSparkContext spark = spark()) {
      long start = System.nanoTime();
      LargeFront.Found found = space.solve(spark);
      double seconds = secondsSince(start);
      progress.accept(
          "%s: %.1f s, %d points; %d of %d accelerators that fit were solved"
              .formatted(name, seconds, found.front().size(), found.solved(), found.usable()));
      double[] exact = values(found.front());
      double[] peer =
          evolve(new Designs(space, 2), Math.min(TIMES * seconds, MOST_PEER_SECONDS), progress);
      ReferencePoint worst = ReferencePoint.beyond(exact, 2, 0);
      double[] scaled = {worst.value(0), worst.value(1)};
      double ours = share(exact, scaled);
      double theirs = share(peer, scaled);
      return List.of(
          row(name + "-allowed-time", seconds, ALLOWED_SECONDS, "s", 6),
          row(name + "-nsga2-10x-time", ours, theirs, "volume", 1.02));
    }
  }

  /** A row whose ratio tells how much better we are; of seconds fewer are better. */
  private static Row row(String name, double ours, double peer, String unit, double goal) {
    double ratio = unit.equals("s") ? peer / ours : ours / peer;
    return new Row("front-" + name, ours, peer, unit, ratio, ratio, ratio, 1, goal);
  }

  private static double[] evolve(Designs designs, double seconds, Consumer<String> progress) {
    NSGAII algorithm = new NSGAII(designs);
    long start = System.nanoTime();
    while (secondsSince(start) < seconds) {
      algorithm.step();
    }
    double[] points =
        algorithm.getResult().asList().stream()
            .filter(Solution::isFeasible)
            .flatMapToDouble(solution -> DoubleStream.of(solution.getObjectiveValues()))
            .toArray();
    progress.accept(
        "NSGA-II: %.1f s, %d evaluations, %d points"
            .formatted(secondsSince(start), algorithm.getNumberOfEvaluations(), points.length / 2));
    return points;
  }

  private static double secondsSince(long start) {
    return (System.nanoTime() - start) / 1e9;
  }

  /** The dominated share of the box from 0 to the worst values. */
  private static double share(double[] points, double[] worst) {
    double[] scaled = points.clone();
    Arrays.setAll(scaled, i -> points[i] / worst[i % worst.length]);
    return Hypervolume.of(scaled, ReferencePoint.of(1, 1));
  }

  private static double[] values(ParetoFront front) {
    return IntStream.range(0, front.size())
        .boxed()
        .flatMapToDouble(i -> Arrays.stream(front.point(i)).asDoubleStream())
        .toArray();
  }

  private static JavaSparkContext spark() {
    return new JavaSparkContext(
        new SparkConf()
            .setMaster("local[2]")
            .setAppName("joint front")
            .set("spark.ui.enabled", "false")
            .set("spark.driver.host", "127.0.0.1")
            .set("spark.driver.bindAddress", "127.0.0.1")
            .set("spark.serializer", "org.apache.spark.serializer.KryoSerializer")
            .set("spark.kryo.registrator", SearchRegistrator.class.getName())
            .set("spark.kryo.registrationRequired", "true"));
  }

  /** The designs as whole numbers: a choice a position, and the accelerator's five sizes. */
  private static final class Designs extends AbstractProblem {
    /** More than any excess of a design that can. */
    private static final double CANNOT_BE_BUILT = 1e3;

    private static final int[] SIZES = {40, 40, 4, 4, 4};
    private final LargeFront space;

    Designs(LargeFront space, int objectives) {
      super(LargeFront.POSITIONS + SIZES.length, objectives, 1);
      this.space = space;
    }

    @Override
    public void evaluate(Solution solution) {
      int[] choices = new int[LargeFront.POSITIONS];
      Arrays.setAll(choices, p -> BinaryIntegerVariable.getInt(solution.getVariable(p)));
      int accelerator = 0;
      for (int i = 0; i < SIZES.length; i++) {
        int size = BinaryIntegerVariable.getInt(solution.getVariable(LargeFront.POSITIONS + i));
        accelerator = accelerator * SIZES[i] + size;
      }
      Optional<LargeFront.Evaluated> design = space.evaluate(accelerator, choices);
      for (int j = 0; j < getNumberOfObjectives(); j++) {
        solution.setObjectiveValue(
            j, design.isPresent() ? design.get().objectives()[j] : Double.MAX_VALUE);
      }
      solution.setConstraintValue(
          0, design.map(LargeFront.Evaluated::excess).orElse(CANNOT_BE_BUILT));
    }

    @Override
    public Solution newSolution() {
      Solution solution =
          new Solution(getNumberOfVariables(), getNumberOfObjectives(), getNumberOfConstraints());
      for (int p = 0; p < LargeFront.POSITIONS; p++) {
        solution.setVariable(p, new BinaryIntegerVariable(0, LargeFront.CHOICES - 1));
      }
      for (int i = 0; i < SIZES.length; i++) {
        solution.setVariable(LargeFront.POSITIONS + i, new BinaryIntegerVariable(0, SIZES[i] - 1));
      }
      return solution;
    }
  }
}
