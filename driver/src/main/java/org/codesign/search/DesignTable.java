package org.codesign.search;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
    CostModel model = models.computeIfAbsent(point.accelerator(), context.target()::usableModel);
    return new Design(
        id,
        context.space().indexOf(designPoint),
        designPoint,
        context.target().accelerators().get(point.accelerator()),
        prediction(blocks, model),
        model.resources());
  }

  private Design.Prediction prediction(List<BlockChoice> blocks, CostModel model) {
    DesignCosts costs = new DesignCosts(model);
    long[] sum = costs.fixed(context.space().backbone()).orElseThrow();
    for (int i = 0; i < blocks.size(); i++) {
      DesignObjectives.add(sum, block(scores.get(i), blocks.get(i), costs));
    }
    return new Design.Prediction(
        DesignObjectives.decode(0, sum[0]),
        DesignObjectives.decode(1, sum[1]),
        StrictMath.exp(model.latencyLogHalfWidth()),
        DesignObjectives.decode(2, sum[2]),
        DesignObjectives.decode(3, sum[3]));
  }

  private long[] block(PositionScore score, BlockChoice choice, DesignCosts costs) {
    OperatorScore operator =
        score.operators().stream()
            .filter(candidate -> candidate.operator().equals(choice.operator()))
            .findFirst()
            .orElseThrow();
    BlockStructure structure = choice.operator().structure(score.position().geometry());
    long[] sum = DesignObjectives.encode(operator.loss(), 0, 0, 0);
    DesignObjectives.add(sum, costs.base(structure).orElseThrow());
    for (int slot = 0; slot < structure.bitSlots(); slot++) {
      BitWidths bits = choice.slots().get(slot);
      int place = context.space().bits().choices().indexOf(bits);
      double loss = operator.slotLosses().get(slot).get(place);
      DesignObjectives.add(sum, DesignObjectives.encode(loss, 0, 0, 0));
      DesignObjectives.add(sum, costs.slot(structure, slot, bits).orElseThrow());
    }
    return sum;
  }
}
