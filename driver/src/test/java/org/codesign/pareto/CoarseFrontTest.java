package org.codesign.pareto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.codesign.pareto.BruteForce.Point;
import org.junit.jupiter.api.Test;

class CoarseFrontTest {

  private static final long NONE = AdditiveProblem.NO_LIMIT;

  @Test
  void designsAreRealAndBoundsHoldForAll() {
    Random random = new Random(31);
    int coarse = 0;
    for (int round = 0; round < 400; round++) {
      AdditiveProblem problem = random(random, 2 + round % 3);
      int most = 1 + random.nextInt(12);
      List<Point> all = BruteForce.combinations(problem);
      if (CoarseFront.of(problem, most) instanceof CoarseFront found) {
        assertThat(found.bounds().size()).isLessThanOrEqualTo(most);
        assertThat(all).allMatch(point -> isBounded(point, problem, found.bounds()));
        AdditiveFront designs = found.designs();
        for (int i = 0; i < designs.size(); i++) {
          assertThat(all).anyMatch(isMade(problem, designs, i));
        }
        coarse += isExact(problem, found) ? 0 : 1;
      } else {
        assertThat(all).isEmpty();
      }
    }
    assertThat(coarse).isGreaterThan(50);
  }

  @Test
  void isExactWhereAllSumsAreKept() {
    Random random = new Random(32);
    for (int round = 0; round < 200; round++) {
      AdditiveProblem problem = random(random, 2 + round % 3);
      AdditiveResult exact = AdditiveFront.of(problem);
      AdditiveResult coarse = CoarseFront.of(problem, 10_000);
      if (exact instanceof AdditiveFront front) {
        CoarseFront found = (CoarseFront) coarse;
        assertThat(found.designs().front()).isEqualTo(front.front());
        assertThat(CertifiedGap.of(minimised(problem, front), found.bounds())).isZero();
      } else {
        assertThat(coarse).isEqualTo(exact);
      }
    }
  }

  @Test
  void theExactHypervolumeIsNotAboveTheCertifiedOne() {
    Random random = new Random(33);
    for (int round = 0; round < 300; round++) {
      AdditiveProblem problem = random(random, 3 + round % 2);
      if (CoarseFront.of(problem, 1 + random.nextInt(40)) instanceof CoarseFront found
          && found.designs().size() > 1) {
        ParetoFront kept = minimised(problem, found.designs());
        ParetoFront exact = minimised(problem, (AdditiveFront) AdditiveFront.of(problem));
        double gap = CertifiedGap.of(kept, found.bounds());
        double real = CertifiedGap.of(kept, exact);
        assertThat(gap).isBetween(0.0, 1.0).isGreaterThanOrEqualTo(real - 1e-12);
      }
    }
  }

  @Test
  void morePointsCertifySmallerGaps() {
    Random random = new Random(34);
    List<ChoiceCosts> positions = new ArrayList<>();
    for (int p = 0; p < 12; p++) {
      long[][] rows = new long[12][];
      Arrays.setAll(rows, c -> random.longs(3, 0, 1 << 20).toArray());
      positions.add(ChoiceCosts.of(3, rows));
    }
    AdditiveProblem problem =
        new AdditiveProblem(positions, new long[3], new long[] {NONE, NONE, NONE});
    AdditiveFront exact = (AdditiveFront) AdditiveFront.of(problem);
    double last = 1;
    for (int points : new int[] {30, 300, 3_000}) {
      CoarseFront found = (CoarseFront) CoarseFront.of(problem, points);
      double gap = CertifiedGap.of(found.designs().front(), found.bounds());
      assertThat(gap)
          .isLessThan(last)
          .isGreaterThanOrEqualTo(CertifiedGap.of(found.designs().front(), exact.front()) - 1e-12);
      last = gap;
    }
    assertThat(last).isLessThan(0.05);
  }

  @Test
  void roundingKeepsBelow() {
    Random random = new Random(35);
    for (int round = 0; round < 100; round++) {
      int objectives = 2 + round % 3;
      ParetoFront front =
          BruteForce.build(objectives, BruteForce.random(random, 200, objectives, 1000));
      int most = 1 + random.nextInt(20);
      ParetoFront down = Coarsening.down(front, most);
      assertThat(down.size()).isBetween(1, most);
      for (Point point : BruteForce.points(front)) {
        assertThat(covers(down, point.values())).isTrue();
      }
    }
  }

  @Test
  void aGapIsMeasuredFromATenthBeyondTheWorst() {
    ParetoFront kept = front(new long[][] {{0, 10}, {10, 0}});
    ParetoFront bounds = front(new long[][] {{0, 10}, {10, 0}, {5, 5}});
    // In ranges of 1 up to 1.1: two boxes of 1.1 x 0.1 share 0.1 x 0.1; (0.5, 0.5) adds 0.5 x 0.5.
    assertThat(CertifiedGap.of(kept, bounds)).isCloseTo(1 - 0.21 / 0.46, within(1e-12));
  }

  @Test
  void refusesNoPoints() {
    AdditiveProblem problem =
        new AdditiveProblem(
            List.of(ChoiceCosts.of(1, new long[] {1})), new long[1], new long[] {NONE});
    assertThatThrownBy(() -> CoarseFront.of(problem, 0))
        .hasMessage("The number of points (0) of a coarse front must be at least 1.");
  }

  private static ParetoFront front(long[][] points) {
    long[] values = Arrays.stream(points).flatMapToLong(Arrays::stream).toArray();
    return ParetoFront.of(points[0].length, values, new long[points.length]);
  }

  private static boolean isExact(AdditiveProblem problem, CoarseFront found) {
    return minimised(problem, found.designs()).size() == found.bounds().size()
        && CertifiedGap.of(found.bounds(), minimised(problem, found.designs())) == 0
        && found.designs().front().size()
            == ((AdditiveFront) AdditiveFront.of(problem)).front().size();
  }

  private static ParetoFront minimised(AdditiveProblem problem, AdditiveFront front) {
    int[] columns = problem.minimised();
    long[] values =
        IntStream.range(0, front.size() * columns.length)
            .mapToLong(i -> front.front().value(i / columns.length, columns[i % columns.length]))
            .toArray();
    return ParetoFront.of(columns.length, values, new long[front.size()]);
  }

  private static boolean isBounded(Point point, AdditiveProblem problem, ParetoFront bounds) {
    List<Long> values =
        Arrays.stream(problem.minimised()).mapToObj(j -> point.values().get(j)).toList();
    return covers(bounds, values);
  }

  private static boolean covers(ParetoFront front, List<Long> values) {
    return IntStream.range(0, front.size())
        .anyMatch(
            i ->
                IntStream.range(0, values.size())
                    .allMatch(j -> front.value(i, j) <= values.get(j)));
  }

  private static java.util.function.Predicate<Point> isMade(
      AdditiveProblem problem, AdditiveFront designs, int i) {
    List<Integer> choices = Arrays.stream(designs.choices(i)).boxed().toList();
    return point ->
        point.choices().equals(choices)
            && Arrays.stream(problem.minimised())
                .allMatch(j -> point.values().get(j) == designs.front().value(i, j));
  }

  /** With limits, impossible choices and objectives that are limited only. */
  private static AdditiveProblem random(Random random, int objectives) {
    int bound = random.nextBoolean() ? 6 : 1000;
    List<ChoiceCosts> positions = new ArrayList<>();
    int count = 2 + random.nextInt(3);
    for (int p = 0; p < count; p++) {
      long[][] rows = new long[2 + random.nextInt(5)][];
      for (int c = 0; c < rows.length; c++) {
        int length = random.nextInt(10) == 0 ? 0 : objectives;
        rows[c] = random.ints(length, 0, bound).asLongStream().toArray();
      }
      positions.add(ChoiceCosts.of(objectives, rows));
    }
    long[] limits = new long[objectives];
    boolean[] minimised = new boolean[objectives];
    for (int j = 0; j < objectives; j++) {
      boolean isLimited = random.nextInt(3) == 0;
      limits[j] = isLimited ? (long) (bound * count * (0.3 + random.nextDouble())) : NONE;
      minimised[j] = j == 0 || !isLimited || random.nextBoolean();
    }
    return new AdditiveProblem(positions, new long[objectives], limits, minimised);
  }
}
