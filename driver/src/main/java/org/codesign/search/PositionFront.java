package org.codesign.search;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.codesign.network.BlockStructure;
import org.codesign.pareto.AdditiveFront;
import org.codesign.pareto.AdditiveProblem;
import org.codesign.pareto.AdditiveResult;
import org.codesign.pareto.ChoiceCosts;
import org.codesign.quantization.BitWidths;
import org.codesign.space.BitSpace;
import org.codesign.space.BlockChoice;
import org.codesign.space.PositionChoices;

/**
 * The choices of one position on one accelerator, with their cost codes and their indices in the
 * search space, in the order of the indices. Where every layer chooses its own bits, an operator
 * gives only the exact front of its layers' choices: since costs add up, no other combination can
 * be on a front.
 */
final class PositionFront {

  private final List<long[]> costs = new ArrayList<>();
  private final List<Long> indices = new ArrayList<>();
  private final PositionScore score;
  private final BitSpace bits;
  private final int maximumPoints;

  private PositionFront(PositionScore score, BitSpace bits, int maximumPoints) {
    this.score = score;
    this.bits = bits;
    this.maximumPoints = maximumPoints;
  }

  static PositionFront of(
      PositionScore score, BitSpace bits, DesignCosts costs, int maximumPoints) {
    PositionFront front = new PositionFront(score, bits, maximumPoints);
    score.operators().forEach(operator -> front.add(operator, costs));
    return front;
  }

  /** The cost codes of each choice. */
  List<long[]> costs() {
    return Collections.unmodifiableList(costs);
  }

  /** The index of a choice among all choices of the position. */
  long index(int choice) {
    return indices.get(choice);
  }

  private void add(OperatorScore operator, DesignCosts model) {
    BlockStructure structure = operator.operator().structure(score.position().geometry());
    Optional<long[]> base = model.base(structure);
    if (base.isEmpty()) {
      return;
    }
    long[] start = DesignObjectives.encode(operator.loss(), 0, 0, 0);
    DesignObjectives.add(start, base.get());
    List<List<Optional<long[]>>> slots = new ArrayList<>();
    for (int slot = 0; slot < structure.bitSlots(); slot++) {
      slots.add(slot(operator, structure, slot, model));
    }
    if (structure.isIdentity()) {
      add(operator, List.of(), start);
    } else if (bits.granularity() == BitSpace.Granularity.BLOCK) {
      addShared(operator, slots, start);
    } else {
      addSeparate(operator, slots, start);
    }
  }

  /** The cost of each bit choice in one slot, predicted loss included. */
  private List<Optional<long[]>> slot(
      OperatorScore operator, BlockStructure structure, int slot, DesignCosts model) {
    List<Optional<long[]>> choices = new ArrayList<>();
    for (int i = 0; i < bits.choices().size(); i++) {
      double loss = operator.slotLosses().get(slot).get(i);
      Optional<long[]> cost = model.slot(structure, slot, bits.choices().get(i));
      cost.ifPresent(sum -> DesignObjectives.add(sum, DesignObjectives.encode(loss, 0, 0, 0)));
      choices.add(cost);
    }
    return choices;
  }

  private void addShared(OperatorScore operator, List<List<Optional<long[]>>> slots, long[] start) {
    for (int choice = 0; choice < bits.choices().size(); choice++) {
      long[] sum = start.clone();
      boolean possible = true;
      for (List<Optional<long[]>> slot : slots) {
        possible &= slot.get(choice).isPresent();
        slot.get(choice).ifPresent(cost -> DesignObjectives.add(sum, cost));
      }
      if (possible) {
        add(operator, Collections.nCopies(slots.size(), bits.choices().get(choice)), sum);
      }
    }
  }

  private void addSeparate(
      OperatorScore operator, List<List<Optional<long[]>>> slots, long[] start) {
    int objectives = start.length;
    List<ChoiceCosts> positions = new ArrayList<>();
    for (List<Optional<long[]>> slot : slots) {
      long[][] rows = slot.stream().map(cost -> cost.orElse(new long[0])).toArray(long[][]::new);
      positions.add(ChoiceCosts.of(objectives, rows));
    }
    long[] limits = new long[objectives];
    java.util.Arrays.fill(limits, AdditiveProblem.NO_LIMIT);
    AdditiveResult result =
        AdditiveFront.of(new AdditiveProblem(positions, start, limits), maximumPoints);
    if (result instanceof AdditiveFront front) {
      for (int point = 0; point < front.size(); point++) {
        List<BitWidths> chosen = new ArrayList<>();
        for (int choice : front.choices(point)) {
          chosen.add(bits.choices().get(choice));
        }
        add(operator, chosen, front.front().point(point));
      }
    }
  }

  private void add(OperatorScore operator, List<BitWidths> slots, long[] sum) {
    BigInteger index =
        new PositionChoices(score.position(), bits)
            .indexOf(new BlockChoice(operator.operator(), slots));
    costs.add(sum);
    indices.add(index.longValueExact());
  }
}
