package org.codesign.benchmarks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
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
 * and under limits on energy, size and DSP slices, that of loss, latency and energy with a
 * certified gap, and that of size too over about 10^25 designs; their hypervolumes against that of
 * NSGA-II (MOEA Framework, its own settings, one thread) in ten times the time, at most 120 s, with
 * the same costs and losses; limits are constraints with their excess. The reference of both are
 * the worst values of our front. The first row of a case compares the time with the 120 s that are
 * allowed, and that of a certified share what is certified with what is asked for.
 */
final class FrontComparison implements Comparison {

  private static final double ALLOWED_SECONDS = 120;
  private static final int TIMES = 10;
  private static final double MOST_PEER_SECONDS = 120;
  private static final double GAP = 0.001;
  private static final int MOST_SUMS = 2_000_000;

  @Override
  public String name() {
    return "front";
  }

  @Override
  public String description() {
    return "joint front over 10^47 designs (10^25 of four objectives): its time, and its hypervolume against NSGA-II";
  }

  @Override
  public List<Row> run(Consumer<String> progress) {
    List<FrontObjective> objectives = List.of(FrontObjective.LOSS, FrontObjective.LATENCY);
    List<Row> rows = new ArrayList<>();
    rows.addAll(compare("2-objectives", LargeFront.of(objectives, 1), LargeFront::solve, progress));
    for (double times : List.of(1.5, 3.0)) {
      rows.addAll(
          compare(
              "2-objectives-limits-" + times,
              LargeFront.within(times, objectives, 1),
              LargeFront::solve,
              progress));
    }
    List<FrontObjective> three =
        List.of(FrontObjective.LOSS, FrontObjective.LATENCY, FrontObjective.ENERGY);
    rows.addAll(
        compare(
            "3-objectives-gap",
            LargeFront.of(three, 1),
            (space, spark) -> space.solve(spark, GAP, MOST_SUMS),
            progress));
    List<FrontObjective> four =
        List.of(
            FrontObjective.LOSS,
            FrontObjective.LATENCY,
            FrontObjective.ENERGY,
            FrontObjective.SIZE);
    rows.addAll(
        compare(
            "4-objectives-gap-few-choices",
            LargeFront.ofFewChoices(four, 1),
            (space, spark) -> space.solve(spark, GAP, MOST_SUMS),
            progress));
    return rows;
  }

  private static List<Row> compare(
      String name,
      LargeFront space,
      BiFunction<LargeFront, JavaSparkContext, LargeFront.Found> solver,
      Consumer<String> progress) {
    try (JavaSparkContext spark = spark()) {
      long start = System.nanoTime();
      LargeFront.Found found = solver.apply(space, spark);
      double seconds = secondsSince(start);
      progress.accept(
          "%s: %.1f s, %d points, gap %.5f; %d of %d accelerators that fit were solved"
              .formatted(
                  name,
                  seconds,
                  found.front().size(),
                  found.gap(),
                  found.solved(),
                  found.usable()));
      double[] kept = values(found.front());
      int objectives = found.front().objectives();
      double[] peer =
          evolve(
              new Designs(space, objectives),
              Math.min(TIMES * seconds, MOST_PEER_SECONDS),
              progress);
      ReferencePoint worst = ReferencePoint.beyond(kept, objectives, 0);
      double[] scaled = IntStream.range(0, objectives).mapToDouble(worst::value).toArray();
      List<Row> rows = new ArrayList<>();
      rows.add(row(name + "-allowed-time", seconds, ALLOWED_SECONDS, "s", 6));
      if (found.gap() > 0) {
        rows.add(row(name + "-certified-share", 1 - found.gap(), 1 - GAP, "volume", 1));
      }
      rows.add(
          row(name + "-nsga2-10x-time", share(kept, scaled), share(peer, scaled), "volume", 1.02));
      return rows;
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
            .formatted(
                secondsSince(start),
                algorithm.getNumberOfEvaluations(),
                points.length / designs.getNumberOfObjectives()));
    return points;
  }

  private static double secondsSince(long start) {
    return (System.nanoTime() - start) / 1e9;
  }

  /** The dominated share of the box from 0 to the worst values. */
  private static double share(double[] points, double[] worst) {
    double[] scaled = points.clone();
    Arrays.setAll(scaled, i -> points[i] / worst[i % worst.length]);
    double[] reference = new double[worst.length];
    Arrays.fill(reference, 1);
    return Hypervolume.of(scaled, ReferencePoint.of(reference));
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
        solution.setVariable(p, new BinaryIntegerVariable(0, space.choices() - 1));
      }
      for (int i = 0; i < SIZES.length; i++) {
        solution.setVariable(LargeFront.POSITIONS + i, new BinaryIntegerVariable(0, SIZES[i] - 1));
      }
      return solution;
    }
  }
}
