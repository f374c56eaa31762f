package org.codesign.search;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.codesign.cost.CostModel;
import org.codesign.network.BlockStructure;
import org.codesign.quantization.BitWidths;
import org.codesign.space.BlockChoice;
import org.codesign.space.Candidate;
import org.codesign.space.DesignPoint;

/** Turns the indices of the front's points into designs with all that is predicted of them. */
final class DesignTable {

  private final SearchContext context;
  private final List<PositionScore> scores;
  private final Map<Integer, CostModel> models = new HashMap<>();

  DesignTable(SearchContext context, List<PositionScore> scores) {
    this.context = context;
    this.scores = scores;
  }

  List<Design> designs(List<FrontStage.FrontPoint> points) {
    List<Design> designs = new ArrayList<>();
    for (FrontStage.FrontPoint point : points) {
      designs.add(design("d%05d".formatted(designs.size() + 1), point));
    }
    return designs;
  }

  private Design design(String id, FrontStage.FrontPoint point) {
    List<BlockChoice> blocks = new ArrayList<>();
    for (int i = 0; i < scores.size(); i++) {
      blocks.add(
          context
              .space()
              .choices(scores.get(i).position())
              .choice(BigInteger.valueOf(point.choices()[i])));
    }
    DesignPoint designPoint = new DesignPoint(new Candidate(blocks), point.accelerator());
    return design(id, designPoint, codes(designPoint).orElseThrow());
  }

  /** A design point of trained blocks with the codes of its quantities. */
  Design design(String id, DesignPoint point, long[] codes) {
    CostModel model = model(point);
    return new Design(
        id,
        context.space().indexOf(point),
        point,
        context.target().accelerators().get(point.accelerator()),
        new Design.Prediction(
            DesignObjectives.decode(0, codes[0]),
            DesignObjectives.decode(1, codes[1]),
            StrictMath.exp(model.latencyLogHalfWidth()),
            DesignObjectives.decode(2, codes[2]),
            DesignObjectives.decode(3, codes[3])),
        model.resources());
  }

  /**
   * The codes of a design point's quantities, in the order of {@link DesignObjectives}; empty if
   * one of its layers cannot run on its accelerator.
   */
  Optional<long[]> codes(DesignPoint point) {
    DesignCosts costs = new DesignCosts(model(point));
    Optional<long[]> fixed = costs.fixed(context.space().backbone());
    if (fixed.isEmpty()) {
      return fixed;
    }
    long[] sum = fixed.get();
    for (int i = 0; i < scores.size(); i++) {
      if (!addBlock(sum, scores.get(i), point.candidate().blocks().get(i), costs)) {
        return Optional.empty();
      }
    }
    return Optional.of(sum);
  }

  private CostModel model(DesignPoint point) {
    return models.computeIfAbsent(point.accelerator(), context.target()::usableModel);
  }

  /** Whether the block can run; then its costs are added. */
  private boolean addBlock(long[] sum, PositionScore score, BlockChoice choice, DesignCosts costs) {
    OperatorScore operator =
        score.operators().stream()
            .filter(candidate -> candidate.operator().equals(choice.operator()))
            .findFirst()
            .orElseThrow();
    BlockStructure structure = choice.operator().structure(score.position().geometry());
    DesignObjectives.add(sum, DesignObjectives.encode(operator.loss(), 0, 0, 0));
    List<Optional<long[]>> parts = new ArrayList<>();
    parts.add(costs.base(structure));
    for (int slot = 0; slot < structure.bitSlots(); slot++) {
      BitWidths bits = choice.slots().get(slot);
      int place = context.space().bits().choices().indexOf(bits);
      double loss = operator.slotLosses().get(slot).get(place);
      DesignObjectives.add(sum, DesignObjectives.encode(loss, 0, 0, 0));
      parts.add(costs.slot(structure, slot, bits));
    }
    parts.forEach(part -> part.ifPresent(codes -> DesignObjectives.add(sum, codes)));
    return parts.stream().allMatch(Optional::isPresent);
  }
}
