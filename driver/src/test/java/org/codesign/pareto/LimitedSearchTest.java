package org.codesign.pareto;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.codesign.pareto.BruteForce.Point;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Fronts of two objectives under other limits against all combinations. */
class LimitedSearchTest {

  private static final int MOST = 100_000;

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 20, MOST})
  void equalsBruteForce(int firstWidth) {
    Random random = new Random(firstWidth);
    int feasible = 0;
    for (int round = 0; round < 400; round++) {
      AdditiveProblem problem = random(random, 3 + round % 3);
      List<Point> expected = expected(problem);
      AdditiveFront front =
          new LimitedSearch(problem, MOST, KnownFront.nothing(2), firstWidth).front();
      assertThat(minimised(problem, front)).isEqualTo(values(expected));
      assertChoicesMakePoints(problem, front);
      feasible += expected.isEmpty() ? 0 : 1;
    }
    assertThat(feasible).isBetween(200, 390);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5, MOST})
  void findsWhatKnownPointsDoNotDominate(int firstWidth) {
    Random random = new Random(7 + firstWidth);
    for (int round = 0; round < 400; round++) {
      AdditiveProblem problem = random(random, 3 + round % 2);
      ParetoFront known = known(random, expected(problem));
      AdditiveFront front =
          new LimitedSearch(problem, MOST, KnownFront.nothing(2).with(known), firstWidth).front();
      List<List<Long>> expected = new ArrayList<>(values(expected(problem)));
      expected.removeIf(point -> isCovered(point, known));
      assertThat(minimised(problem, front)).isEqualTo(expected);
      assertChoicesMakePoints(problem, front);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void findsTheSameAsASearchThatMinimisesTheLimitedQuantitiesToo(long seed) {
    Random random = new Random(seed);
    AdditiveProblem problem = large(random);
    AdditiveFront front = new LimitedSearch(problem, 4_000_000, KnownFront.nothing(2), 50).front();
    ParetoFrontBuilder slow = new ParetoFrontBuilder(2);
    ParetoFront all = new AdditiveSearch(problem, 4_000_000).front().front();
    for (int i = 0; i < all.size(); i++) {
      slow.add(Arrays.copyOf(all.point(i), 2), 0, 0);
    }
    assertThat(front.size()).isGreaterThan(5);
    assertThat(minimised(problem, front)).isEqualTo(values(BruteForce.points(slow.build())));
    assertChoicesMakePoints(problem, front);
  }

  private static List<Point> expected(AdditiveProblem problem) {
    return BruteForce.front(
        BruteForce.combinations(problem).stream()
            .map(point -> new Point(point.values().subList(0, 2), 0, point.choices()))
            .toList());
  }

  /** Some of the points that are searched, some that are worse, some that are better. */
  private static ParetoFront known(Random random, List<Point> points) {
    ParetoFrontBuilder builder = new ParetoFrontBuilder(2);
    for (Point point : points) {
      if (random.nextInt(3) == 0) {
        long[] values = BruteForce.array(point.values());
        values[random.nextInt(2)] += random.nextInt(3) - 1;
        builder.add(values, 0, 5);
      }
    }
    return builder.build();
  }

  private static boolean isCovered(List<Long> point, ParetoFront known) {
    return BruteForce.points(known).stream()
        .anyMatch(k -> k.values().get(0) <= point.get(0) && k.values().get(1) <= point.get(1));
  }

  private static List<List<Long>> values(List<Point> points) {
    return points.stream().map(Point::values).toList();
  }

  private static List<List<Long>> minimised(AdditiveProblem problem, AdditiveFront front) {
    List<List<Long>> values = new ArrayList<>();
    for (int i = 0; i < front.size(); i++) {
      long[] point = front.front().point(i);
      for (int j = 2; j < problem.objectives(); j++) {
        assertThat(point[j]).isEqualTo(problem.limit(j));
      }
      values.add(List.of(point[0], point[1]));
    }
    return values;
  }

  private static void assertChoicesMakePoints(AdditiveProblem problem, AdditiveFront front) {
    for (int i = 0; i < front.size(); i++) {
      long[] sum = new long[problem.objectives()];
      Arrays.setAll(sum, problem::offset);
      int[] choices = front.choices(i);
      for (int p = 0; p < choices.length; p++) {
        for (int j = 0; j < sum.length; j++) {
          sum[j] += problem.positions().get(p).cost(choices[p], j);
        }
      }
      for (int j = 0; j < sum.length; j++) {
        assertThat(sum[j]).isLessThanOrEqualTo(problem.limit(j));
      }
      assertThat(Arrays.copyOf(front.front().point(i), 2)).isEqualTo(Arrays.copyOf(sum, 2));
    }
  }

  /** The first two objectives are minimised, and sometimes limited too. */
  private static AdditiveProblem random(Random random, int objectives) {
    int bound = random.nextBoolean() ? 5 : 60;
    List<ChoiceCosts> positions = new ArrayList<>();
    int count = 2 + random.nextInt(3);
    for (int p = 0; p < count; p++) {
      long[][] rows = new long[1 + random.nextInt(5)][];
      for (int c = 0; c < rows.length; c++) {
        int length = c > 0 && random.nextInt(8) == 0 ? 0 : objectives;
        rows[c] = random.ints(length, 0, bound).asLongStream().toArray();
      }
      positions.add(ChoiceCosts.of(objectives, rows));
    }
    long[] offset = random.ints(objectives, 0, 3).asLongStream().toArray();
    long[] limits = new long[objectives];
    boolean[] minimised = new boolean[objectives];
    for (int j = 0; j < objectives; j++) {
      minimised[j] = j < 2;
      boolean none = minimised[j] && random.nextInt(3) > 0;
      limits[j] = none ? AdditiveProblem.NO_LIMIT : bound * (2L + random.nextInt(6)) * count / 8;
    }
    return new AdditiveProblem(positions, offset, limits, minimised);
  }

  /** Eight positions of eight choices under two limits that bind. */
  private static AdditiveProblem large(Random random) {
    List<ChoiceCosts> positions = new ArrayList<>();
    for (int p = 0; p < 8; p++) {
      long[][] rows = new long[8][];
      for (int c = 0; c < rows.length; c++) {
        rows[c] = random.ints(4, 0, 1000).asLongStream().toArray();
      }
      positions.add(ChoiceCosts.of(4, rows));
    }
    long[] limits = {AdditiveProblem.NO_LIMIT, AdditiveProblem.NO_LIMIT, 3600, 3600};
    boolean[] minimised = {true, true, false, false};
    return new AdditiveProblem(positions, new long[4], limits, minimised);
  }
}
