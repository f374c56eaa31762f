package org.codesign.search;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.codesign.config.FrontObjective;
import org.codesign.network.BlockStructure;
import org.codesign.network.Layer;
import org.codesign.pareto.AdditiveFront;
import org.codesign.pareto.AdditiveProblem;
import org.codesign.pareto.ChoiceCosts;
import org.codesign.pareto.KnownFront;
import org.codesign.pareto.ParetoFront;
import org.codesign.quantization.BitWidths;

/**
 * The smallest loss of any design within the limit on size, whatever the accelerator: neither of
 * the two depends on it. Bounds by weighted sums are below it, and so could not show of any
 * accelerator that it has no smaller loss than the front. Without that limit they are exact, and
 * nothing is reckoned.
 */
final class LossFloor {

  private static final int SIZE = DesignObjectives.ALL.indexOf(FrontObjective.SIZE);

  private final FrontTask.Context shared;
  private final DesignPlan plan;

  private LossFloor(FrontTask.Context shared) {
    this.shared = shared;
    plan = new DesignPlan(shared);
  }

  /** What is known of a front before any accelerator is looked at. */
  static KnownFront known(FrontTask.Context shared) {
    List<FrontObjective> objectives = shared.settings().objectives();
    List<Long> floors = new ArrayList<>(Collections.nCopies(objectives.size(), Long.MIN_VALUE));
    floors.set(objectives.indexOf(FrontObjective.LOSS), new LossFloor(shared).smallest());
    return new KnownFront(ParetoFront.empty(objectives.size()), floors);
  }

  private long smallest() {
    long limit = DesignObjectives.limits(shared.target().limits())[SIZE];
    if (limit == AdditiveProblem.NO_LIMIT) {
      return Long.MIN_VALUE;
    }
    List<ChoiceCosts> positions = new ArrayList<>();
    for (List<DesignPlan.OperatorPlan> operators : plan.positions()) {
      List<long[]> rows = new ArrayList<>();
      operators.forEach(operator -> addRows(operator, rows));
      positions.add(ChoiceCosts.of(2, rows.toArray(long[][]::new)));
    }
    AdditiveProblem problem =
        new AdditiveProblem(
            positions,
            new long[] {0, fixedSize()},
            new long[] {AdditiveProblem.NO_LIMIT, limit},
            new boolean[] {true, false});
    return AdditiveFront.of(problem, shared.settings().maximumPoints())
            instanceof AdditiveFront front
        ? IntStream.range(0, front.size())
            .mapToLong(i -> front.front().value(i, 0))
            .min()
            .getAsLong()
        : Long.MIN_VALUE;
  }

  private long fixedSize() {
    return Stream.of(
            shared.backbone().stem(), shared.backbone().pool(), shared.backbone().classifier())
        .mapToLong(layer -> size(layer, BitWidths.EIGHT))
        .sum();
  }

  /** The losses and sizes of an operator that no other of its choices makes superfluous. */
  private void addRows(DesignPlan.OperatorPlan operator, List<long[]> rows) {
    BlockStructure structure = plan.structures().get(operator.structure());
    long[] base = {operator.base(), 0};
    if (structure.isIdentity()) {
      rows.add(base);
      return;
    }
    List<ChoiceCosts> groups = new ArrayList<>();
    for (int group = 0; group < operator.losses().length; group++) {
      long[][] choices = new long[shared.bits().choices().size()][];
      for (int choice = 0; choice < choices.length; choice++) {
        long size = 0;
        for (int slot : plan.slots(structure, group)) {
          size += size(structure, slot, shared.bits().choices().get(choice));
        }
        choices[choice] = new long[] {operator.losses()[group][choice], size};
      }
      groups.add(ChoiceCosts.of(2, choices));
    }
    AdditiveProblem problem =
        new AdditiveProblem(
            groups, base, new long[] {AdditiveProblem.NO_LIMIT, AdditiveProblem.NO_LIMIT});
    AdditiveFront front =
        (AdditiveFront) AdditiveFront.of(problem, shared.settings().maximumPoints());
    for (int i = 0; i < front.size(); i++) {
      rows.add(front.front().point(i));
    }
  }

  private static long size(BlockStructure structure, int slot, BitWidths bits) {
    List<Layer> layers = structure.weightedLayers();
    return IntStream.range(0, layers.size())
        .filter(i -> structure.bitSlot(i) == slot)
        .mapToLong(i -> size(layers.get(i), bits))
        .sum();
  }

  private static long size(Layer layer, BitWidths bits) {
    return DesignObjectives.encode(0, 0, 0, DesignCosts.bytes(layer, bits))[SIZE];
  }
}
