package org.codesign.search;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.codesign.pareto.CertifiedGap;
import org.codesign.pareto.KnownFront;
import org.codesign.pareto.ParetoFront;
import org.codesign.pareto.ParetoFrontBuilder;
import org.codesign.pareto.UpperCorners;

/**
 * The exact front over all accelerators, in tasks of slices of accelerators. Accelerators that
 * cannot touch the front are discarded by bounds and never solved:
 *
 * <ol>
 *   <li>those that another one undercuts in every layer go, see {@link CheapestAccelerators};
 *   <li>the others are bounded coarsely; the designs met on the way form a first front, and
 *       accelerators that it covers are discarded;
 *   <li>those left that hold most of the first front are solved;
 *   <li>the others are bounded finely against the exact front of these, and those left are solved
 *       in rounds, after each of which what the front so far covers is discarded.
 * </ol>
 *
 * A front with a certified gap is found by coarse fronts. Accelerators that hold a part of the
 * joint bounds that is better than what is kept are solved again with more points, and again, until
 * what is kept lacks no more of the bounds' hypervolume.
 *
 * <p>Each step depends on all results of the one before it and on nothing else, so the front and
 * the count do not depend on the slices.
 */
final class JointFront {

  private static final int SLICES_PER_CORE = 4;
  private static final int FIRST_SOLVED = 8;
  private static final int ROUND_GROWTH = 4;
  private static final int FIRST_POINTS = 32;
  private static final int FIRST_POINTS_OF_MANY_OBJECTIVES = 256;
  private static final int POINTS_GROWTH = 4;

  private final JavaSparkContext spark;
  private final Progress progress;
  private final int slices;

  /**
   * What was found.
   *
   * @param usable how many accelerators there were
   * @param solved how many of them were not discarded by bounds
   * @param gap the share of the exact front's hypervolume that may be missing; 0 if it is exact
   */
  record Result(FrontPart front, int usable, int solved, double gap) {}

  JointFront(JavaSparkContext spark, Progress progress) {
    this(spark, progress, SLICES_PER_CORE * spark.defaultParallelism());
  }

  /**
   * @param slices the most tasks of a step
   */
  JointFront(JavaSparkContext spark, Progress progress, int slices) {
    this.spark = spark;
    this.progress = progress;
    this.slices = slices;
  }

  /** The front of at least one usable accelerator. */
  Result run(FrontTask.Context context, int[] usable) {
    Broadcast<FrontTask.Context> shared = spark.broadcast(context);
    try {
      int reference = usable[usable.length / 2];
      int[] cheapest = cheapest(shared, usable);
      Bounded first = bound(shared, cheapest, reference, FrontBound.Fineness.COARSE);
      boolean isExact = isExact(context);
      int points = isExact ? FrontTask.EXACT : firstPoints(context);
      Result result = pass(shared, usable.length, cheapest, reference, first, points);
      if (!isExact && result.front().front().size() > 0) {
        result = refined(shared, result);
      }
      first.close();
      return result;
    } finally {
      shared.destroy();
    }
  }

  private static boolean isExact(FrontTask.Context context) {
    // Exact fronts of two objectives are small enough.
    return context.settings().gap() == 0 || context.settings().objectives().size() == 2;
  }

  private static int firstPoints(FrontTask.Context context) {
    boolean isMany = context.settings().objectives().size() > 3;
    int first = isMany ? FIRST_POINTS_OF_MANY_OBJECTIVES : FIRST_POINTS;
    return Math.min(first, context.settings().maximumPoints());
  }

  /** One pass over the accelerators. */
  private Result pass(
      Broadcast<FrontTask.Context> shared,
      int usable,
      int[] cheapest,
      int reference,
      Bounded first,
      int points) {
    KnownFront nothing = LossFloor.known(shared.value());
    int[] left =
        first.found().size() == 0 ? cheapest : first.left(nothing.with(first.found()), cheapest);
    left = withHolders(left, first.found());
    int[] holders = mostPoints(first.found(), left, FIRST_SOLVED);
    FrontPart front = solveFirst(shared, holders, nothing.with(first.found()), points);
    int[] others = without(left, holders);
    int[] near = first.left(nothing.with(front.front()), others);
    Result start = new Result(front, usable, holders.length, 0);
    return rest(shared, near, reference, start, points);
  }

  /** Solves accelerators with ever more points until the gap is small enough, see above. */
  private Result refined(Broadcast<FrontTask.Context> shared, Result start) {
    FrontTask.Context context = shared.value();
    KnownFront nothing = LossFloor.known(context);
    int most = context.settings().maximumPoints();
    Map<Integer, ParetoFront> bounds = new TreeMap<>(start.front().bounds());
    Map<Integer, Integer> points = new HashMap<>();
    bounds.keySet().forEach(accelerator -> points.put(accelerator, firstPoints(context)));
    FrontPart front = start.front().withoutBounds();
    while (true) {
      ParetoFrontBuilder all = new ParetoFrontBuilder(front.front().objectives());
      all.addAll(front.front().mapPayloads(payload -> -1));
      bounds.values().forEach(all::addAll);
      ParetoFront best = all.build();
      double gap = CertifiedGap.of(front.front(), best);
      // The coarsest first: their bounds hide how little is missing elsewhere.
      int coarsest = holders(best).map(points::get).filter(held -> held < most).min().orElse(most);
      int[] next = holders(best).filter(a -> points.get(a) == coarsest).sorted().toArray();
      boolean isEnough = gap <= context.settings().gap() || coarsest == most;
      progress.note(
          String.format(
              Locale.ROOT,
              "front: %,d designs have at least %.3f %% of the exact front's hypervolume%s",
              front.front().size(),
              100 * (1 - gap),
              isEnough ? "" : "; %,d accelerators are solved finer".formatted(next.length)));
      if (isEnough) {
        return new Result(front, start.usable(), start.solved(), gap);
      }
      int finer = (int) Math.min(most, (long) POINTS_GROWTH * coarsest);
      FrontPart part = solve(shared, next, nothing.with(front.front()), finer);
      bounds.putAll(part.bounds());
      IntStream.of(next).forEach(accelerator -> points.put(accelerator, finer));
      front = front.merge(part.withoutBounds().after(front));
    }
  }

  /** The accelerators with bounds that are better than what is kept. */
  private static IntStream holders(ParetoFront best) {
    return IntStream.range(0, best.size())
        .map(i -> (int) best.payload(i))
        .filter(accelerator -> accelerator >= 0)
        .distinct();
  }

  /** Solves one accelerator and then the others, where its front makes them easier. */
  private FrontPart solveFirst(
      Broadcast<FrontTask.Context> shared, int[] accelerators, KnownFront found, int points) {
    if (!FrontTask.asksWhatIsKnown(shared.value())) {
      return solve(shared, accelerators, found, points);
    }
    int[] one = Arrays.copyOf(accelerators, 1);
    KnownFront loose = found.looser();
    FrontPart front = solve(shared, one, loose, points);
    int[] others = without(accelerators, one);
    KnownFront known = found.with(ParetoFront.merge(front.front(), loose.points()));
    return others.length == 0 ? front : front.merge(solve(shared, others, known, points));
  }

  /** Solves the others in rounds that grow, each time those that are not covered so far. */
  private Result rest(
      Broadcast<FrontTask.Context> shared,
      int[] accelerators,
      int reference,
      Result start,
      int points) {
    if (accelerators.length == 0) {
      return start;
    }
    KnownFront nothing = LossFloor.known(shared.value());
    Bounded bounds = bound(shared, accelerators, reference, FrontBound.Fineness.FINE);
    FrontPart front = start.front();
    int solved = start.solved();
    int[] others = bounds.left(nothing.with(front.front()), accelerators);
    for (int round = FIRST_SOLVED; others.length > 0; ) {
      round *= ROUND_GROWTH;
      int[] next = mostPoints(bounds.found(), others, round);
      front = front.merge(solve(shared, next, nothing.with(front.front()), points));
      solved += next.length;
      others = bounds.left(nothing.with(front.front()), without(others, next));
    }
    bounds.close();
    return new Result(front, start.usable(), solved, 0);
  }

  private int[] cheapest(Broadcast<FrontTask.Context> shared, int[] usable) {
    return job(
            "costs of accelerators",
            sliced(usable).map(slice -> CheapestAccelerators.of(shared.value(), slice)),
            parts -> parts.treeReduce(CheapestAccelerators::merge))
        .accelerators();
  }

  /** The bounds of accelerators, kept by the executors until they are closed. */
  private final class Bounded {
    private final JavaRDD<BoundedSlice> bounds;
    private final Broadcast<FrontTask.Context> shared;
    private final ParetoFront found;

    Bounded(JavaRDD<BoundedSlice> bounds, Broadcast<FrontTask.Context> shared) {
      this.bounds = bounds.cache();
      this.shared = shared;
      found =
          job(
              "bounds",
              this.bounds,
              b -> b.map(BoundedSlice::found).treeReduce(ParetoFront::merge));
    }

    ParetoFront found() {
      return found;
    }

    /** Those of some accelerators that what is known does not cover; all where that is nothing. */
    int[] left(KnownFront known, int[] some) {
      if (known.points().size() == 0 || some.length == 0) {
        return some;
      }
      Broadcast<UpperCorners> corners =
          spark.broadcast(known.corners(FrontBound.caps(shared.value())));
      try {
        JavaRDD<int[]> left = bounds.map(slice -> slice.notCovered(corners.value()));
        int[] all =
            job("bounds against the front", left, JavaRDD::collect).stream()
                .flatMapToInt(IntStream::of)
                .sorted()
                .toArray();
        return IntStream.of(some).filter(a -> Arrays.binarySearch(all, a) >= 0).toArray();
      } finally {
        corners.destroy();
      }
    }

    void close() {
      bounds.unpersist();
    }
  }

  private Bounded bound(
      Broadcast<FrontTask.Context> shared,
      int[] accelerators,
      int reference,
      FrontBound.Fineness fineness) {
    return new Bounded(
        sliced(accelerators)
            .map(
                slice ->
                    BoundedSlice.of(new FrontBound(shared.value(), reference, fineness), slice)),
        shared);
  }

  private FrontPart solve(
      Broadcast<FrontTask.Context> shared, int[] accelerators, KnownFront known, int points) {
    Broadcast<KnownFront> before = spark.broadcast(known);
    try {
      return job(
          "front",
          sliced(accelerators)
              .map(slice -> FrontTask.front(shared.value(), slice, before.value(), points)),
          parts -> parts.treeReduce(FrontPart::merge));
    } finally {
      before.destroy();
    }
  }

  private <T, R> R job(
      String name, JavaRDD<T> slices, java.util.function.Function<JavaRDD<T>, R> action) {
    int tasks = slices.getNumPartitions();
    progress.begin(name, tasks, 0);
    spark.setJobGroup("front", name, true);
    try (TaskListener listener = new TaskListener(spark, progress, tasks)) {
      R result = action.apply(slices);
      listener.awaitAll();
      return result;
    } finally {
      spark.clearJobGroup();
      progress.end();
    }
  }

  /** Neighbours in the space go to different slices: they take different times. */
  private JavaRDD<int[]> sliced(int[] accelerators) {
    int count = Math.min(slices, accelerators.length);
    List<int[]> parts = new ArrayList<>();
    for (int slice = 0; slice < count; slice++) {
      int first = slice;
      parts.add(
          IntStream.range(0, accelerators.length)
              .filter(i -> i % count == first)
              .map(i -> accelerators[i])
              .toArray());
    }
    return spark.parallelize(parts, count);
  }

  /** The points that were found cover others only as long as their accelerators stay. */
  private static int[] withHolders(int[] left, ParetoFront found) {
    IntStream holders = IntStream.range(0, found.size()).map(i -> (int) found.payload(i));
    return IntStream.concat(IntStream.of(left), holders).sorted().distinct().toArray();
  }

  /** Those that hold most points of the front, in order; the first ones where nothing is known. */
  private static int[] mostPoints(ParetoFront found, int[] left, int most) {
    Map<Integer, Integer> points = new HashMap<>();
    for (int i = 0; i < found.size(); i++) {
      points.merge((int) found.payload(i), 1, Integer::sum);
    }
    return IntStream.of(left)
        .boxed()
        .sorted(
            Comparator.comparingInt((Integer a) -> -points.getOrDefault(a, 0))
                .thenComparing(Comparator.naturalOrder()))
        .limit(most)
        .mapToInt(Integer::intValue)
        .toArray();
  }

  private static int[] without(int[] all, int[] some) {
    Set<Integer> gone = IntStream.of(some).boxed().collect(Collectors.toSet());
    return IntStream.of(all).filter(a -> !gone.contains(a)).toArray();
  }
}
