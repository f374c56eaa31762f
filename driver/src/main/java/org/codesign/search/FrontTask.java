package org.codesign.search;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.codesign.config.FrontConfig;
import org.codesign.network.Backbone;
import org.codesign.pareto.AdditiveFront;
import org.codesign.pareto.AdditiveProblem;
import org.codesign.pareto.AdditiveResult;
import org.codesign.pareto.ChoiceCosts;
import org.codesign.pareto.CoarseFront;
import org.codesign.pareto.KnownFront;
import org.codesign.pareto.NoFeasible;
import org.codesign.pareto.ParetoFront;
import org.codesign.pareto.Shortfall;
import org.codesign.space.BitSpace;

/**
 * The exact front of one accelerator over all operators and bit-widths, by dynamic programming over
 * the positions.
 */
final class FrontTask {

  /** What all accelerators share. */
  record Context(
      Backbone backbone,
      List<PositionScore> scores,
      BitSpace bits,
      Target target,
      FrontConfig settings) {

    Context {
      scores = List.copyOf(scores);
    }
  }

  /** A number of points that stands for all of them. */
  static final int EXACT = 0;

  private FrontTask() {}

  /** The front of at least one accelerator. */
  static FrontPart front(Context shared, int[] accelerators) {
    return front(shared, accelerators, nothing(shared), EXACT);
  }

  /**
   * The front of at least one accelerator, without points that known ones dominate or equal.
   *
   * @param points how many partial sums are kept at each position; {@link #EXACT} for all
   */
  static FrontPart front(Context shared, int[] accelerators, KnownFront known, int points) {
    return Arrays.stream(accelerators)
        .mapToObj(accelerator -> front(shared, accelerator, known, points))
        .reduce(FrontPart::merge)
        .orElseThrow();
  }

  /** The front of one accelerator. */
  static FrontPart front(Context shared, int accelerator) {
    return front(shared, accelerator, nothing(shared), EXACT);
  }

  /** Whether a front takes less time where points are known; otherwise they are not looked at. */
  static boolean asksWhatIsKnown(Context shared) {
    int objectives = shared.settings().objectives().size();
    return objectives == 2 && active(shared).length > objectives;
  }

  private static KnownFront nothing(Context shared) {
    return KnownFront.nothing(shared.settings().objectives().size());
  }

  private static FrontPart front(Context shared, int accelerator, KnownFront known, int points) {
    DesignCosts costs = new DesignCosts(shared.target().usableModel(accelerator));
    Optional<long[]> fixed = costs.fixed(shared.backbone());
    if (fixed.isEmpty()) {
      return none(
          shared, accelerator, Double.MAX_VALUE, "the stem or the classifier exceeds a buffer");
    }
    List<PositionFront> positions = new ArrayList<>();
    for (PositionScore score : shared.scores()) {
      positions.add(
          PositionFront.of(score, shared.bits(), costs, shared.settings().maximumPoints()));
    }
    int[] active = active(shared);
    AdditiveProblem problem = problem(shared, positions, fixed.get(), active);
    KnownFront inOrder = known.inOrder(ascending(minimised(shared, active)));
    AdditiveResult result =
        points == EXACT
            ? AdditiveFront.of(problem, shared.settings().maximumPoints(), inOrder)
            : CoarseFront.of(problem, points);
    if (result instanceof NoFeasible reason) {
      return none(shared, accelerator, reason, active);
    }
    return result instanceof CoarseFront coarse
        ? part(shared, accelerator, positions, coarse, active)
        : part(shared, accelerator, positions, (AdditiveFront) result, active);
  }

  /** The quantities that are minimised or limited. */
  private static int[] active(Context shared) {
    TreeSet<Integer> active = new TreeSet<>();
    shared.settings().objectives().forEach(o -> active.add(DesignObjectives.ALL.indexOf(o)));
    long[] limits = DesignObjectives.limits(shared.target().limits());
    for (int i = 0; i < limits.length; i++) {
      if (limits[i] != AdditiveProblem.NO_LIMIT) {
        active.add(i);
      }
    }
    return active.stream().mapToInt(Integer::intValue).toArray();
  }

  /** Where the objectives of the front stand among these quantities. */
  private static int[] minimised(Context shared, int[] active) {
    return shared.settings().objectives().stream()
        .mapToInt(o -> Arrays.binarySearch(active, DesignObjectives.ALL.indexOf(o)))
        .toArray();
  }

  /** For each of these numbers in ascending order, where it stands. */
  private static int[] ascending(int[] numbers) {
    return IntStream.range(0, numbers.length)
        .boxed()
        .sorted(Comparator.comparingInt(i -> numbers[i]))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  private static AdditiveProblem problem(
      Context shared, List<PositionFront> positions, long[] fixed, int[] active) {
    List<ChoiceCosts> choices = new ArrayList<>();
    for (PositionFront position : positions) {
      long[][] rows =
          position.costs().stream().map(cost -> project(cost, active)).toArray(long[][]::new);
      choices.add(ChoiceCosts.of(active.length, rows));
    }
    long[] limits = DesignObjectives.limits(shared.target().limits());
    boolean[] minimised = new boolean[active.length];
    for (int j : minimised(shared, active)) {
      minimised[j] = true;
    }
    return new AdditiveProblem(choices, project(fixed, active), project(limits, active), minimised);
  }

  private static FrontPart part(
      Context shared,
      int accelerator,
      List<PositionFront> positions,
      CoarseFront coarse,
      int[] active) {
    FrontPart designs = part(shared, accelerator, positions, coarse.designs(), active);
    int[] order = ascending(minimised(shared, active));
    int[] back = ascending(order);
    ParetoFront bounds = coarse.bounds();
    long[] values = new long[bounds.size() * order.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = bounds.value(i / order.length, back[i % order.length]);
    }
    long[] payloads = new long[bounds.size()];
    Arrays.fill(payloads, accelerator);
    ParetoFront inOrder = ParetoFront.of(order.length, values, payloads);
    Optional<FrontPart.Miss> miss =
        coarse.designs().size() > 0
            ? Optional.empty()
            : Optional.of(
                new FrontPart.Miss(
                    1,
                    accelerator,
                    "none of a coarse front does; a smaller front.gap may find one"));
    return new FrontPart(
        designs.front(), Map.of(accelerator, inOrder), designs.choicesByPayload(), miss);
  }

  private static FrontPart part(
      Context shared,
      int accelerator,
      List<PositionFront> positions,
      AdditiveFront front,
      int[] active) {
    int[] minimised = minimised(shared, active);
    long[] values = new long[front.size() * minimised.length];
    long[] payloads = new long[front.size()];
    for (int row = 0; row < front.size(); row++) {
      long[] point = project(front.front().point(row), minimised);
      System.arraycopy(point, 0, values, row * minimised.length, minimised.length);
      payloads[row] = FrontPart.payload(accelerator, row);
    }
    ParetoFront kept = ParetoFront.of(minimised.length, values, payloads);
    Map<Long, long[]> choices = new HashMap<>();
    for (int point = 0; point < kept.size(); point++) {
      int[] chosen = front.choices((int) kept.payload(point));
      long[] indices = new long[chosen.length];
      Arrays.setAll(indices, p -> positions.get(p).index(chosen[p]));
      choices.put(kept.payload(point), indices);
    }
    return new FrontPart(kept, choices, Optional.empty());
  }

  private static FrontPart none(Context shared, int accelerator, NoFeasible reason, int[] active) {
    if (!reason.positionsWithoutChoice().isEmpty()) {
      int position = reason.positionsWithoutChoice().get(0);
      return none(
          shared,
          accelerator,
          Double.MAX_VALUE,
          "no operator can run at " + shared.scores().get(position).position().name());
    }
    Shortfall tightest = reason.tightest();
    if (!tightest.curable() && !tightest.outOfReachAlone()) {
      return none(
          shared, accelerator, Double.MAX_VALUE, "each can be met alone, but not all together");
    }
    int quantity = active[tightest.objective()];
    long reachable = tightest.curable() ? tightest.smallestWithinOthers() : tightest.smallest();
    var grid = DesignObjectives.grid(DesignObjectives.ALL.get(quantity));
    String text =
        "the %s limit of %s %s is below the smallest reachable, %s %s"
            .formatted(
                grid.name(),
                DesignObjectives.decode(quantity, tightest.limit()),
                grid.unit(),
                DesignObjectives.decode(quantity, reachable),
                grid.unit());
    return none(shared, accelerator, (double) reachable / Math.max(1, tightest.limit()), text);
  }

  private static FrontPart none(Context shared, int accelerator, double factor, String constraint) {
    ParetoFront empty = ParetoFront.empty(shared.settings().objectives().size());
    return new FrontPart(
        empty, Map.of(), Optional.of(new FrontPart.Miss(factor, accelerator, constraint)));
  }

  private static long[] project(long[] values, int[] quantities) {
    return Arrays.stream(quantities).mapToLong(quantity -> values[quantity]).toArray();
  }
}
