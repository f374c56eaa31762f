package org.codesign.pareto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.codesign.pareto.BruteForce.Point;
import org.junit.jupiter.api.Test;

class ParetoFrontTest {

  @Test
  void equalsBruteForce() {
    Random random = new Random(1);
    for (int round = 0; round < 600; round++) {
      int objectives = 1 + round % 6;
      int bound = 2 + random.nextInt(round % 2 == 0 ? 8 : 1000);
      List<Point> points = BruteForce.random(random, random.nextInt(220), objectives, bound);
      ParetoFront front = BruteForce.build(objectives, BruteForce.shuffled(points, random));
      assertThat(BruteForce.points(front)).isEqualTo(BruteForce.front(points));
    }
  }

  @Test
  void equalsBruteForceOnLargeFronts() {
    Random random = new Random(2);
    for (int objectives = 2; objectives <= 6; objectives++) {
      List<Point> points = new ArrayList<>();
      for (int i = 0; i < 1500; i++) {
        points.add(nearPlane(random, objectives, i));
      }
      ParetoFront front = BruteForce.build(objectives, points);
      assertThat(BruteForce.points(front)).isEqualTo(BruteForce.front(points));
    }
  }

  @Test
  void filtersManyTimesTheBuffer() {
    for (int objectives = 2; objectives <= 4; objectives++) {
      Random random = new Random(3);
      ParetoFrontBuilder builder = new ParetoFrontBuilder(objectives);
      ParetoFront parts = ParetoFront.empty(objectives);
      for (int part = 0; part < 8; part++) {
        List<Point> points = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
          points.add(nearPlane(random, objectives, part * 20_000L + i));
        }
        points.forEach(p -> builder.add(BruteForce.array(p.values()), 0, p.payload()));
        parts = ParetoFront.merge(parts, BruteForce.build(objectives, points));
      }
      assertThat(builder.build()).isEqualTo(parts);
      assertThat(parts.size()).isGreaterThan(1);
    }
  }

  @Test
  void mergeDoesNotDependOnPartitions() {
    Random random = new Random(4);
    for (int round = 0; round < 100; round++) {
      int objectives = 2 + round % 4;
      List<Point> points = BruteForce.random(random, 150, objectives, 7);
      List<ParetoFront> parts = new ArrayList<>();
      for (int part = 0; part < 5; part++) {
        int remainder = part;
        List<Point> some = points.stream().filter(p -> p.payload() % 5 == remainder).toList();
        parts.add(BruteForce.build(objectives, some));
      }
      ParetoFront left = parts.stream().reduce(ParetoFront::merge).orElseThrow();
      ParetoFront right = parts.get(4);
      for (int part = 3; part >= 0; part--) {
        right = ParetoFront.merge(parts.get(part), right);
      }
      assertThat(left).isEqualTo(BruteForce.build(objectives, points)).isEqualTo(right);
      assertThat(left).hasSameHashCodeAs(right);
    }
  }

  @Test
  void mergeIsCommutativeAndIdempotentWithTheEmptyFrontAsUnit() {
    Random random = new Random(5);
    for (int round = 0; round < 50; round++) {
      ParetoFront a = BruteForce.build(3, BruteForce.random(random, 40, 3, 6));
      ParetoFront b = BruteForce.build(3, BruteForce.random(random, 40, 3, 6));
      assertThat(ParetoFront.merge(a, b)).isEqualTo(ParetoFront.merge(b, a));
      assertThat(ParetoFront.merge(a, a)).isEqualTo(a);
      assertThat(ParetoFront.merge(a, ParetoFront.empty(3))).isEqualTo(a);
    }
  }

  @Test
  void keepsTheSmallestPayloadOfEqualPoints() {
    ParetoFront front = ParetoFront.of(2, new long[] {1, 2, 1, 2, 0, 5}, new long[] {9, 4, 7});
    assertThat(front.size()).isEqualTo(2);
    assertThat(front.point(0)).containsExactly(0, 5);
    assertThat(front.payload(1)).isEqualTo(4);
    assertThat(front.value(1, 1)).isEqualTo(2);
  }

  @Test
  void ordersExtremeValues() {
    long[] values = {Long.MAX_VALUE, Long.MIN_VALUE, Long.MIN_VALUE, Long.MAX_VALUE, 0, 0};
    ParetoFront front = ParetoFront.of(2, values, new long[] {0, 1, 2});
    assertThat(front.size()).isEqualTo(3);
    assertThat(front.payload(0)).isEqualTo(1);
  }

  @Test
  void mapsPayloads() {
    ParetoFront front = ParetoFront.of(1, new long[] {3, 2}, new long[] {0, 1});
    assertThat(front.mapPayloads(p -> p + 100).payload(0)).isEqualTo(101);
  }

  @Test
  void rejectsOtherNumbersOfObjectives() {
    assertThatThrownBy(() -> ParetoFront.empty(7))
        .hasMessage("The number of objectives (7) must be in [1, 6].");
    assertThatThrownBy(() -> ParetoFront.merge(ParetoFront.empty(2), ParetoFront.empty(3)))
        .hasMessage("Fronts of 2 and of 3 objectives cannot be merged.");
    assertThatThrownBy(() -> ParetoFront.of(2, new long[3], new long[1]))
        .hasMessage("1 points of 2 objectives cannot have 3 values.");
  }

  /** A point near the plane of constant sum, where most points are on the front. */
  private static Point nearPlane(Random random, int objectives, long payload) {
    List<Long> values = new ArrayList<>();
    long rest = 2000;
    for (int j = 0; j < objectives - 1; j++) {
      long value = random.nextInt(1000);
      values.add(value);
      rest -= value;
    }
    values.add(rest + random.nextInt(300));
    return new Point(values, payload, List.of());
  }
}
