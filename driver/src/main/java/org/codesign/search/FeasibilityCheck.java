package org.codesign.search;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.codesign.config.FrontConfig;
import org.codesign.config.FrontObjective;
import org.codesign.network.Operator;
import org.codesign.space.Position;

/**
 * Whether any design meets the limits. Costs do not depend on weights, so this is known before
 * anything is trained.
 */
final class FeasibilityCheck {

  private static final int TRIED_FIRST = 8;

  private final SearchContext context;

  FeasibilityCheck(SearchContext context) {
    this.context = context;
  }

  /**
   * Looks for an accelerator with a design within the limits.
   *
   * @throws NoFeasibleDesignException if there is none, with the tightest limit
   */
  void run(int[] usable) {
    FrontTask.Context shared =
        new FrontTask.Context(
            context.space().backbone(),
            context.space().positions().stream().map(this::withoutLoss).toList(),
            context.space().bits(),
            context.target(),
            new FrontConfig(
                // Which design there is does not matter here; two objectives have the fewest.
                List.of(FrontObjective.LOSS, FrontObjective.LATENCY),
                context.config().stages().front().maximumPoints()));
    for (int i = 0; i < Math.min(TRIED_FIRST, usable.length); i++) {
      int accelerator = usable[(int) ((long) i * usable.length / TRIED_FIRST) % usable.length];
      if (FrontTask.front(shared, accelerator).front().size() > 0) {
        return;
      }
    }
    FrontPart part =
        new JointFront(context.spark(), context.progress()).run(shared, usable).front();
    if (part.front().size() == 0) {
      throw new NoFeasibleDesignException(
          "No design meets the limits: " + part.miss().orElseThrow().constraint() + ".");
    }
  }

  private PositionScore withoutLoss(Position position) {
    List<OperatorScore> scores = new ArrayList<>();
    int choices = context.space().bits().choices().size();
    for (Operator operator : position.operators()) {
      int slots = operator.structure(position.geometry()).bitSlots();
      List<Double> none = Collections.nCopies(choices, 0.0);
      scores.add(new OperatorScore(operator, 0, Collections.nCopies(slots, none)));
    }
    return new PositionScore(position, scores);
  }
}
