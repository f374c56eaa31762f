package org.codesign.search;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.codesign.pareto.ParetoFront;
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
 *   <li>the others are bounded finely against the exact front of these, and those left are solved.
 * </ol>
 *
 * Each step depends on all results of the one before it and on nothing else, so the front and the
 * count do not depend on the slices.
 */
final class JointFront {

  private static final int SLICES_PER_CORE = 4;
  private static final int FIRST_SOLVED = 8;

  private final JavaSparkContext spark;
  private final Progress progress;
  private final int slices;

  /**
   * What was found.
   *
   * @param usable how many accelerators there were
   * @param solved how many of them were not discarded by bounds
   */
  record Result(FrontPart front, int usable, int solved) {}

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
      int[] left = first.found().size() == 0 ? cheapest : first.left(Optional.empty());
      first.close();
      left = withHolders(left, first.found());
      int[] holders = mostPoints(first.found(), left);
      FrontPart front = solve(shared, "front, first accelerators", holders);
      int[] others = without(left, holders);
      if (others.length > 0 && front.front().size() > 0) {
        Bounded second = bound(shared, others, reference, FrontBound.Fineness.FINE);
        others = second.left(Optional.of(front.front()));
        second.close();
      }
      if (others.length > 0) {
        front = front.merge(solve(shared, "front", others));
      }
      return new Result(front, usable.length, holders.length + others.length);
    } finally {
      shared.destroy();
    }
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

    /** The accelerators that a front, or the one that was found, does not cover. */
    int[] left(Optional<ParetoFront> front) {
      Broadcast<UpperCorners> corners =
          spark.broadcast(UpperCorners.of(front.orElse(found), FrontBound.caps(shared.value())));
      try {
        List<int[]> left = bounds.map(slice -> slice.notCovered(corners.value())).collect();
        return left.stream().flatMapToInt(IntStream::of).toArray();
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

  private FrontPart solve(Broadcast<FrontTask.Context> shared, String name, int[] accelerators) {
    return job(
        name,
        sliced(accelerators).map(slice -> FrontTask.front(shared.value(), slice)),
        parts -> parts.treeReduce(FrontPart::merge));
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
  private static int[] mostPoints(ParetoFront found, int[] left) {
    Map<Integer, Integer> points = new HashMap<>();
    for (int i = 0; i < found.size(); i++) {
      points.merge((int) found.payload(i), 1, Integer::sum);
    }
    return IntStream.of(left)
        .boxed()
        .sorted(
            Comparator.comparingInt((Integer a) -> -points.getOrDefault(a, 0))
                .thenComparing(Comparator.naturalOrder()))
        .limit(FIRST_SOLVED)
        .mapToInt(Integer::intValue)
        .sorted()
        .toArray();
  }

  private static int[] without(int[] all, int[] some) {
    return IntStream.of(all).filter(a -> Arrays.binarySearch(some, a) < 0).toArray();
  }
}
