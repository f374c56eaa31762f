package org.codesign.pareto;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.IntPredicate;
import java.util.function.LongUnaryOperator;
import java.util.stream.IntStream;

/**
 * An immutable set of mutually non-dominated points with one to six minimised objectives, each with
 * a payload that says where it came from. Points have distinct values and stand in lexicographic
 * order of their values; of equal points the one with the smallest payload was kept. So a front
 * depends only on the set of points it was built from. May be sent to executors.
 */
public final class ParetoFront implements Serializable {

  private static final long serialVersionUID = 1L;

  /** The largest number of objectives. */
  public static final int MAXIMUM_OBJECTIVES = 6;

  private final int objectives;
  private final long[] values;
  private final long[] payloads;

  /** Takes the arrays without a copy; the rows form a front in canonical order. */
  ParetoFront(int objectives, long[] values, long[] payloads) {
    this.objectives = objectives;
    this.values = values;
    this.payloads = payloads;
  }

  /** The front without points. */
  public static ParetoFront empty(int objectives) {
    return new ParetoFrontBuilder(objectives).build();
  }

  /**
   * The front of the given points.
   *
   * @param values the points one after another
   * @param payloads one a point
   */
  public static ParetoFront of(int objectives, long[] values, long[] payloads) {
    ParetoFrontBuilder builder = new ParetoFrontBuilder(objectives);
    if (values.length != (long) objectives * payloads.length) {
      throw new IllegalArgumentException(
          "%d points of %d objectives cannot have %d values."
              .formatted(payloads.length, objectives, values.length));
    }
    for (int i = 0; i < payloads.length; i++) {
      builder.add(values, i * objectives, payloads[i]);
    }
    return builder.build();
  }

  /** The front of the points of both: associative and commutative, with the empty front as unit. */
  public static ParetoFront merge(ParetoFront a, ParetoFront b) {
    return new ParetoFrontBuilder(a.objectives).addAll(a).addAll(b).build();
  }

  /** The number of objectives. */
  public int objectives() {
    return objectives;
  }

  /** The number of points. */
  public int size() {
    return payloads.length;
  }

  /** One value of one point. */
  public long value(int point, int objective) {
    return values[
        Objects.checkIndex(point, payloads.length) * objectives
            + Objects.checkIndex(objective, objectives)];
  }

  /** The values of one point. */
  public long[] point(int point) {
    int offset = Objects.checkIndex(point, payloads.length) * objectives;
    return Arrays.copyOfRange(values, offset, offset + objectives);
  }

  /** The payload of one point. */
  public long payload(int point) {
    return payloads[point];
  }

  /**
   * The same points with other payloads; merging stays canonical where different points of all
   * fronts to be merged get different payloads.
   */
  public ParetoFront mapPayloads(LongUnaryOperator mapping) {
    return new ParetoFront(objectives, values, Arrays.stream(payloads).map(mapping).toArray());
  }

  /** Some of the points, chosen by their numbers. */
  ParetoFront only(IntPredicate chosen) {
    int[] points = IntStream.range(0, payloads.length).filter(chosen).toArray();
    long[] some = new long[points.length * objectives];
    for (int i = 0; i < points.length; i++) {
      System.arraycopy(values, points[i] * objectives, some, i * objectives, objectives);
    }
    return new ParetoFront(
        objectives, some, Arrays.stream(points).mapToLong(i -> payloads[i]).toArray());
  }

  /** The values of all points one after another. */
  long[] values() {
    return values;
  }

  long[] payloads() {
    return payloads;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ParetoFront front
        && objectives == front.objectives
        && Arrays.equals(values, front.values)
        && Arrays.equals(payloads, front.payloads);
  }

  @Override
  public int hashCode() {
    return Objects.hash(objectives, Arrays.hashCode(values), Arrays.hashCode(payloads));
  }

  @Override
  public String toString() {
    return "ParetoFront[" + size() + " points, " + objectives + " objectives]";
  }
}
