package org.codesign.search;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.codesign.network.BlockStructure;
import org.codesign.space.BitSpace;

/**
 * What the designs of all accelerators have in common, as tables: the structures of the operators
 * without repetitions, and the predicted losses. A structure's layers form groups that choose their
 * bits together: one group a bit slot, or one for the whole block.
 */
final class DesignPlan {

  private final FrontTask.Context shared;
  private final List<BlockStructure> structures;
  private final List<List<OperatorPlan>> positions;
  private final int mostGroups;

  /**
   * An operator at a position.
   *
   * @param structure its number among the structures
   * @param base the code of its loss in float
   * @param losses the code of the added loss of each group at each choice of bits
   */
  // Tables of numbers: never compared.
  @SuppressWarnings("ArrayRecordComponent")
  record OperatorPlan(int structure, long base, long[][] losses) {}

  DesignPlan(FrontTask.Context shared) {
    this.shared = shared;
    Map<List<Object>, Integer> numbers = new LinkedHashMap<>();
    structures = new ArrayList<>();
    positions = new ArrayList<>();
    for (PositionScore score : shared.scores()) {
      List<OperatorPlan> plans = new ArrayList<>();
      for (OperatorScore operator : score.operators()) {
        BlockStructure structure = operator.operator().structure(score.position().geometry());
        int number =
            numbers.computeIfAbsent(
                List.of(score.position().geometry(), operator.operator()),
                key -> {
                  structures.add(structure);
                  return structures.size() - 1;
                });
        plans.add(new OperatorPlan(number, loss(operator.loss()), losses(operator, structure)));
      }
      positions.add(plans);
    }
    mostGroups = structures.stream().mapToInt(this::groups).max().orElse(0);
  }

  List<BlockStructure> structures() {
    return structures;
  }

  /** The operators of each position. */
  List<List<OperatorPlan>> positions() {
    return positions;
  }

  FrontTask.Context shared() {
    return shared;
  }

  /** How many groups choose their bits in a structure. */
  int groups(BlockStructure structure) {
    return structure.isIdentity() ? 0 : isShared() ? 1 : structure.bitSlots();
  }

  /** The most groups of a structure. */
  int mostGroups() {
    return mostGroups;
  }

  /** The bit slots of a group. */
  int[] slots(BlockStructure structure, int group) {
    return isShared() ? IntStream.range(0, structure.bitSlots()).toArray() : new int[] {group};
  }

  private boolean isShared() {
    return shared.bits().granularity() == BitSpace.Granularity.BLOCK;
  }

  private long[][] losses(OperatorScore operator, BlockStructure structure) {
    int choices = shared.bits().choices().size();
    long[][] losses = new long[groups(structure)][choices];
    for (int slot = 0; slot < operator.slotLosses().size() && losses.length > 0; slot++) {
      long[] group = losses[isShared() ? 0 : slot];
      List<Double> slotLosses = operator.slotLosses().get(slot);
      Arrays.setAll(group, choice -> group[choice] + loss(slotLosses.get(choice)));
    }
    return losses;
  }

  private static long loss(double value) {
    return DesignObjectives.encode(value, 0, 0, 0)[0];
  }
}
