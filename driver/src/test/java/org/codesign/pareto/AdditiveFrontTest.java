package org.codesign.pareto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.codesign.pareto.BruteForce.Point;
import org.junit.jupiter.api.Test;

class AdditiveFrontTest {

  private static final long NONE = AdditiveProblem.NO_LIMIT;

  @Test
  void equalsBruteForce() {
    Random random = new Random(11);
    int feasible = 0;
    for (int round = 0; round < 1500; round++) {
      AdditiveProblem problem = random(random, 2 + round % 3);
      List<Point> expected = BruteForce.front(BruteForce.combinations(problem));
      AdditiveResult result = AdditiveFront.of(problem);
      if (result instanceof AdditiveFront front) {
        assertThat(points(front)).isEqualTo(expected);
        feasible++;
      } else {
        assertThat(expected).isEmpty();
        assertShortfalls(problem, (NoFeasible) result);
      }
    }
    assertThat(feasible).isBetween(300, 1400);
  }

  @Test
  void equalsBruteForceWhereObjectivesAreLimitedOnly() {
    Random random = new Random(12);
    int feasible = 0;
    for (int round = 0; round < 1500; round++) {
      AdditiveProblem problem = random(random, 2 + round % 3);
      int objectives = problem.objectives();
      long[] limits = limits(problem);
      boolean[] minimised = new boolean[objectives];
      for (int j = 0; j < objectives; j++) {
        minimised[j] = j == 0 || limits[j] == NONE || random.nextInt(3) == 0;
      }
      long[] offset = new long[objectives];
      Arrays.setAll(offset, problem::offset);
      AdditiveResult result =
          AdditiveFront.of(new AdditiveProblem(problem.positions(), offset, limits, minimised));
      List<Point> all = BruteForce.combinations(problem);
      List<List<Long>> expected =
          BruteForce.front(all.stream().map(p -> only(p, minimised)).toList()).stream()
              .map(Point::values)
              .toList();
      if (result instanceof AdditiveFront front) {
        assertThat(points(front).stream().map(p -> only(p, minimised).values()))
            .containsExactlyInAnyOrderElementsOf(expected);
        assertThat(points(front)).allMatch(p -> isMadeByItsChoices(p, all, minimised));
        feasible++;
      } else {
        assertThat(expected).isEmpty();
      }
    }
    assertThat(feasible).isBetween(300, 1400);
  }

  @Test
  void sumsThatNoRestTakesBeyondALimitAreNotToldApart() {
    ChoiceCosts costs = ChoiceCosts.of(2, new long[] {0, 2}, new long[] {1, 1}, new long[] {2, 0});
    AdditiveProblem loose =
        new AdditiveProblem(
            List.of(costs, costs), new long[2], new long[] {NONE, 4}, new boolean[] {true, false});
    AdditiveFront front = (AdditiveFront) AdditiveFront.of(loose, 1);
    assertThat(front.choices(0)).containsExactly(0, 0);
    assertThat(front.front().point(0)).containsExactly(0, 4);
  }

  @Test
  void keepsTheSmallestSequenceOfEqualSums() {
    ChoiceCosts costs = ChoiceCosts.of(2, new long[] {2, 0}, new long[] {0, 2}, new long[] {1, 1});
    AdditiveFront front = solve(List.of(costs, costs), NONE, NONE);
    assertThat(points(front).stream().map(Point::choices))
        .containsExactly(List.of(1, 1), List.of(1, 2), List.of(0, 1), List.of(0, 2), List.of(0, 0));
    assertThat(front.front().payload(3)).isEqualTo(3);
  }

  @Test
  void limitsAreInclusive() {
    ChoiceCosts costs = ChoiceCosts.of(2, new long[] {2, 0}, new long[] {0, 2});
    assertThat(solve(List.of(costs, costs), 4, 4).size()).isEqualTo(3);
    assertThat(solve(List.of(costs, costs), 3, 4).size()).isEqualTo(2);
  }

  @Test
  void addsTheOffset() {
    ChoiceCosts costs = ChoiceCosts.of(2, new long[] {1, 2});
    AdditiveResult result =
        AdditiveFront.of(
            new AdditiveProblem(List.of(costs), new long[] {10, 20}, new long[] {11, 22}));
    assertThat(((AdditiveFront) result).front().point(0)).containsExactly(11, 22);
  }

  @Test
  void namesTheTightestLimitThatIsOutOfReachAlone() {
    ChoiceCosts costs = ChoiceCosts.of(2, new long[] {10, 30}, new long[] {20, 20});
    NoFeasible none = infeasible(List.of(costs, costs), 19, 10);
    assertThat(none.shortfalls())
        .containsExactly(
            new Shortfall(0, 19, 20, Shortfall.NOT_KNOWN),
            new Shortfall(1, 10, 40, Shortfall.NOT_KNOWN));
    assertThat(none.tightest().objective()).isEqualTo(1);
    assertThat(none.tightest().outOfReachAlone()).isTrue();
    assertThat(none.tightest().curable()).isFalse();
  }

  @Test
  void namesTheLimitThatHasToGrowLeast() {
    ChoiceCosts costs = ChoiceCosts.of(2, new long[] {10, 30}, new long[] {25, 20});
    NoFeasible none = infeasible(List.of(costs), 20, 25);
    assertThat(none.shortfalls())
        .containsExactly(new Shortfall(0, 20, 10, 25), new Shortfall(1, 25, 20, 30));
    assertThat(none.tightest().objective()).isEqualTo(1);
  }

  @Test
  void namesPositionsWithoutChoice() {
    ChoiceCosts costs = ChoiceCosts.of(2, new long[] {1, 1});
    ChoiceCosts impossible = ChoiceCosts.of(2, new long[0], new long[0]);
    NoFeasible none = infeasible(List.of(costs, impossible, ChoiceCosts.of(2)), NONE, NONE);
    assertThat(none.positionsWithoutChoice()).containsExactly(1, 2);
  }

  @Test
  void guardsTheSizeOfFronts() {
    ChoiceCosts costs = ChoiceCosts.of(2, new long[] {0, 2}, new long[] {1, 1}, new long[] {2, 0});
    AdditiveProblem problem =
        new AdditiveProblem(List.of(costs, costs), new long[2], new long[] {NONE, NONE});
    assertThatThrownBy(() -> AdditiveFront.of(problem, 4))
        .isInstanceOf(FrontTooLargeException.class)
        .hasMessageStartingWith(
            "The front after position 2 of 2 holds 5 points; at most 4 are allowed.");
    assertThatThrownBy(() -> AdditiveFront.of(problem, 0))
        .hasMessage("The maximum number of points (0) must be at least 1.");
  }

  @Test
  void rejectsWrongProblems() {
    ChoiceCosts costs = ChoiceCosts.of(2, new long[] {1, Long.MAX_VALUE - 1});
    long[] limits = {NONE, NONE};
    assertThatThrownBy(() -> new AdditiveProblem(List.of(), new long[2], limits))
        .hasMessage("An additive problem needs a position.");
    assertThatThrownBy(() -> new AdditiveProblem(List.of(costs), new long[3], limits))
        .hasMessage("The numbers of limits (2) and of offsets (3) must be equal.");
    assertThatThrownBy(() -> new AdditiveProblem(List.of(costs), new long[1], new long[1]))
        .hasMessage("The position 0 has 2 objectives; the problem has 1.");
    assertThatThrownBy(() -> new AdditiveProblem(List.of(costs), new long[] {0, -1}, limits))
        .hasMessage("The offset (-1) of the objective 1 must not be negative.");
    assertThatThrownBy(() -> new AdditiveProblem(List.of(costs, costs), new long[2], limits))
        .hasMessageStartingWith("The largest sum of the objective 1 must fit a long.");
    List<ChoiceCosts> one = List.of(ChoiceCosts.of(2, new long[] {1, 1}));
    assertThatThrownBy(() -> new AdditiveProblem(one, new long[2], limits, new boolean[1]))
        .hasMessage("The numbers of marks (1) and of limits (2) must be equal.");
    assertThatThrownBy(() -> new AdditiveProblem(one, new long[2], limits, new boolean[2]))
        .hasMessage("The objective 0 must be minimised or limited.");
    assertThatThrownBy(() -> ChoiceCosts.of(2, new long[] {1}))
        .hasMessage("The choice 0 has 1 costs; it needs 2, or none if it is impossible.");
    assertThatThrownBy(() -> ChoiceCosts.of(1, new long[] {-1}))
        .hasMessage("The cost (-1) of the choice 0 in the objective 0 must not be negative.");
  }

  @Test
  void survivesSerialization() throws Exception {
    ChoiceCosts costs = ChoiceCosts.of(2, new long[] {0, 2}, new long[] {1, 1});
    AdditiveFront front = solve(List.of(costs, costs), NONE, NONE);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(front);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      assertThat(points((AdditiveFront) in.readObject())).isEqualTo(points(front));
    }
  }

  private static void assertShortfalls(AdditiveProblem problem, NoFeasible none) {
    if (!none.positionsWithoutChoice().isEmpty()) {
      return;
    }
    for (Shortfall shortfall : none.shortfalls()) {
      int objective = shortfall.objective();
      long[] without = limits(problem);
      without[objective] = NONE;
      assertThat(shortfall.smallestWithinOthers()).isEqualTo(smallest(problem, without, objective));
      Arrays.fill(without, NONE);
      assertThat(shortfall.smallest()).isEqualTo(smallest(problem, without, objective));
    }
  }

  private static Point only(Point point, boolean[] minimised) {
    List<Long> values = new ArrayList<>();
    for (int j = 0; j < minimised.length; j++) {
      if (minimised[j]) {
        values.add(point.values().get(j));
      }
    }
    return new Point(values, 0, point.choices());
  }

  /** Whether the choices of a point keep the limits and have its minimised sums. */
  private static boolean isMadeByItsChoices(
      Point point, List<Point> combinations, boolean[] minimised) {
    return combinations.stream()
        .filter(other -> other.choices().equals(point.choices()))
        .anyMatch(other -> only(other, minimised).values().equals(only(point, minimised).values()));
  }

  private static long smallest(AdditiveProblem problem, long[] limits, int objective) {
    long[] offset = new long[limits.length];
    Arrays.setAll(offset, problem::offset);
    return BruteForce.combinations(new AdditiveProblem(problem.positions(), offset, limits))
        .stream()
        .mapToLong(p -> p.values().get(objective))
        .min()
        .orElse(Shortfall.NOT_KNOWN);
  }

  private static long[] limits(AdditiveProblem problem) {
    long[] limits = new long[problem.objectives()];
    Arrays.setAll(limits, problem::limit);
    return limits;
  }

  /** Small costs make ties and equal sums common; tight limits make some problems infeasible. */
  private static AdditiveProblem random(Random random, int objectives) {
    int bound = random.nextBoolean() ? 4 : 50;
    List<ChoiceCosts> positions = new ArrayList<>();
    int count = 1 + random.nextInt(4);
    for (int p = 0; p < count; p++) {
      long[][] rows = new long[1 + random.nextInt(5)][];
      for (int c = 0; c < rows.length; c++) {
        int length = random.nextInt(8) == 0 ? 0 : objectives;
        rows[c] = random.ints(length, 0, bound).asLongStream().toArray();
      }
      positions.add(ChoiceCosts.of(objectives, rows));
    }
    long[] offset = random.ints(objectives, 0, 3).asLongStream().toArray();
    long[] limits = new long[objectives];
    Arrays.setAll(limits, j -> random.nextInt(3) == 0 ? NONE : random.nextInt(bound * (count + 1)));
    return new AdditiveProblem(positions, offset, limits);
  }

  private static List<Point> points(AdditiveFront front) {
    List<Point> points = new ArrayList<>();
    for (int i = 0; i < front.size(); i++) {
      List<Integer> choices = Arrays.stream(front.choices(i)).boxed().toList();
      points.add(new Point(BruteForce.values(front.front().point(i)), 0, choices));
    }
    return points;
  }

  private static AdditiveFront solve(List<ChoiceCosts> positions, long... limits) {
    return (AdditiveFront)
        AdditiveFront.of(new AdditiveProblem(positions, new long[limits.length], limits));
  }

  private static NoFeasible infeasible(List<ChoiceCosts> positions, long... limits) {
    return (NoFeasible)
        AdditiveFront.of(new AdditiveProblem(positions, new long[limits.length], limits));
  }
}
