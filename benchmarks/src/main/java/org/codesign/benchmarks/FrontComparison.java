package org.codesign.benchmarks;

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
 * The exact joint front of loss and latency over about 10^47 designs on two cores, and its
 * hypervolume against that of NSGA-II (MOEA Framework, its own settings, one thread) in ten times
 * the time with the same costs and losses. The reference of both are the worst values of the exact
 * front. The first row compares the time with the 120 s that are allowed.
 */
final class FrontComparison implements Comparison {

  private static final double ALLOWED_SECONDS = 120;
  private static final int TIMES = 10;

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
    LargeFront space = new LargeFront(List.of(FrontObjective.LOSS, FrontObjective.LATENCY), 1);
    try (JavaSparkContext spark = spark()) {
      long start = System.nanoTime();
      LargeFront.Found found = space.solve(spark);
      double seconds = secondsSince(start);
      progress.accept(
          "exact: %.1f s, %d points; %d of %d accelerators that fit were solved"
              .formatted(seconds, found.front().size(), found.solved(), found.usable()));
      double[] exact = values(found.front());
      double[] peer = evolve(new Designs(space, 2), TIMES * seconds, progress);
      ReferencePoint worst = ReferencePoint.beyond(exact, 2, 0);
      double[] scaled = {worst.value(0), worst.value(1)};
      double ours = share(exact, scaled);
      double theirs = share(peer, scaled);
      double faster = ALLOWED_SECONDS / seconds;
      double larger = ours / theirs;
      return List.of(
          new Row(
              "front-2-objectives-allowed-time",
              seconds,
              ALLOWED_SECONDS,
              "s",
              faster,
              faster,
              faster,
              1,
              6),
          new Row(
              "front-2-objectives-nsga2-10x-time",
              ours,
              theirs,
              "volume",
              larger,
              larger,
              larger,
              1,
              1.02));
    }
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
      Optional<long[]> sums = space.evaluate(accelerator, choices);
      for (int j = 0; j < getNumberOfObjectives(); j++) {
        solution.setObjectiveValue(j, sums.isPresent() ? sums.get()[j] : Double.MAX_VALUE);
      }
      solution.setConstraintValue(0, sums.isPresent() ? 0 : 1);
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
