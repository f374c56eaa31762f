package org.codesign.search;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.codesign.config.EvolutionConfig;
import org.codesign.config.FrontObjective;
import org.codesign.config.StagesConfig;
import org.codesign.pareto.AdditiveProblem;
import org.codesign.predictor.AccuracyPredictor;
import org.codesign.space.DesignPoint;

/**
 * The designs that are undominated by the accuracy a fitted predictor expects of them, with the
 * front's other objectives as they are. The predictor is no sum over positions, so the exact front
 * is where the search for them starts and not where it ends.
 */
final class EvolvedDesigns {

  /** The grid of expected errors, on which equal ones are equal. */
  private static final double ERROR_STEPS = 1e9;

  private final SearchContext context;
  private final DesignTable table;
  private final AccuracyFeatures features;
  private final DesignVariation variation;

  EvolvedDesigns(
      SearchContext context, List<PositionScore> scores, int[] usable, AccuracyFeatures features) {
    this.context = context;
    this.features = features;
    table = new DesignTable(context, scores);
    variation =
        new DesignVariation(
            context.space().positions(),
            scores.stream()
                .map(score -> score.operators().stream().map(OperatorScore::operator).toList())
                .toList(),
            context.space().bits(),
            usable);
  }

  /**
   * Those undominated designs, some of the front's and some that are not on it.
   *
   * @param round of the finalists, which names the new ones
   */
  List<Design> of(List<Design> front, AccuracyPredictor predictor, int round) {
    StagesConfig stages = context.config().stages();
    EvolutionConfig settings = stages.finalists().evolution();
    List<DesignPoint> start = front.stream().map(Design::point).toList();
    List<DesignPoint> found =
        new DesignEvolution(
                variation, point -> objectives(point, predictor), context.config().seed())
            .run(start, settings);
    Set<DesignPoint> undominated = new HashSet<>(found);
    List<Design> designs =
        new ArrayList<>(front.stream().filter(d -> undominated.contains(d.point())).toList());
    int old = designs.size();
    undominated.removeAll(start);
    for (DesignPoint point : found) {
      if (undominated.contains(point)) {
        String id = "e%d-%05d".formatted(round, designs.size() - old + 1);
        designs.add(table.design(id, point, table.codes(point).orElseThrow()));
      }
    }
    context
        .progress()
        .note(
            "evolution: by the predicted accuracy, %d of %d designs of the front stay undominated, and %d that are not on it"
                .formatted(old, front.size(), designs.size() - old));
    return designs;
  }

  private Optional<long[]> objectives(DesignPoint point, AccuracyPredictor predictor) {
    Optional<long[]> codes = table.codes(point);
    if (codes.isEmpty() || exceedsLimit(codes.get())) {
      return Optional.empty();
    }
    List<FrontObjective> objectives = context.config().stages().front().objectives();
    long[] values = new long[objectives.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] =
          objectives.get(i) == FrontObjective.LOSS
              ? Math.round(ERROR_STEPS * (1 - predictor.predict(features.of(point))))
              : codes.get()[DesignObjectives.ALL.indexOf(objectives.get(i))];
    }
    return Optional.of(values);
  }

  private boolean exceedsLimit(long[] codes) {
    long[] limits = DesignObjectives.limits(context.target().limits());
    for (int i = 0; i < codes.length; i++) {
      if (limits[i] != AdditiveProblem.NO_LIMIT && codes[i] > limits[i]) {
        return true;
      }
    }
    return false;
  }
}
