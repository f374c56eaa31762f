package org.codesign.search;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.codesign.network.Operator;
import org.codesign.space.Position;

/**
 * Whether any design meets the limits. Costs do not depend on weights, so this is known before
 * anything is trained.
 */
final class FeasibilityCheck {

  private final SearchContext context;

  FeasibilityCheck(SearchContext context) {
    this.context = context;
  }

  /**
   * Looks for an accelerator with a design within the limits.
   *
   * @throws NoFeasibleDesignException if there is none, with the tightest limit
   */
  void run() {
    List<Integer> usable = new CostStage(context).run();
    FrontTask.Context shared =
        new FrontTask.Context(
            context.space().backbone(),
            context.space().positions().stream().map(this::withoutLoss).toList(),
            context.space().bits(),
            context.target(),
            context.config().stages().front());
    Optional<FrontPart> misses = Optional.empty();
    for (int accelerator : usable) {
      FrontPart part = FrontTask.front(shared, accelerator);
      if (part.front().size() > 0) {
        return;
      }
      misses = Optional.of(misses.map(part::merge).orElse(part));
    }
    throw new NoFeasibleDesignException(
        "No design meets the limits: "
            + misses.orElseThrow().miss().orElseThrow().constraint()
            + ".");
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
