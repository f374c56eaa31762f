package org.codesign.search;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;
import org.codesign.network.BlockStructure;
import org.codesign.network.Operator;
import org.codesign.quantization.BitWidths;
import org.codesign.space.BitSpace;
import org.codesign.space.BlockChoice;
import org.codesign.space.Candidate;
import org.codesign.space.DesignPoint;
import org.codesign.space.Position;

/**
 * Makes design points out of others: uniform crossover (G. Syswerda, "Uniform crossover in genetic
 * algorithms", ICGA 1989) position by position, and changes of an operator, of bits, or of the
 * accelerator, of which each child gets about one.
 */
final class DesignVariation {

  private final List<Position> positions;
  private final List<List<Operator>> operators;
  private final BitSpace bits;
  private final int[] accelerators;

  /**
   * @param operators those that may stand at each position, at least one
   * @param accelerators those that may be used, at least one
   */
  DesignVariation(
      List<Position> positions, List<List<Operator>> operators, BitSpace bits, int[] accelerators) {
    this.positions = List.copyOf(positions);
    this.operators = operators.stream().map(List::copyOf).toList();
    this.bits = bits;
    this.accelerators = accelerators.clone();
  }

  /** A child of two design points. */
  DesignPoint child(DesignPoint mother, DesignPoint father, RandomGenerator random) {
    int parts = positions.size() + 1;
    List<BlockChoice> blocks = new ArrayList<>();
    for (int i = 0; i < positions.size(); i++) {
      DesignPoint parent = random.nextBoolean() ? mother : father;
      BlockChoice inherited = parent.candidate().blocks().get(i);
      blocks.add(random.nextInt(parts) == 0 ? changed(i, inherited, random) : inherited);
    }
    int accelerator = random.nextBoolean() ? mother.accelerator() : father.accelerator();
    if (random.nextInt(parts) == 0) {
      accelerator = accelerators[random.nextInt(accelerators.length)];
    }
    return new DesignPoint(new Candidate(blocks), accelerator);
  }

  private BlockChoice changed(int position, BlockChoice choice, RandomGenerator random) {
    List<BitWidths> slots = choice.slots();
    if (slots.isEmpty() || random.nextBoolean()) {
      List<Operator> allowed = operators.get(position);
      Operator operator = allowed.get(random.nextInt(allowed.size()));
      return new BlockChoice(operator, fitted(position, operator, slots, random));
    }
    List<BitWidths> changed = new ArrayList<>(slots);
    BitWidths drawn = drawn(random);
    if (bits.granularity() == BitSpace.Granularity.BLOCK) {
      Collections.fill(changed, drawn);
    } else {
      changed.set(random.nextInt(changed.size()), drawn);
    }
    return new BlockChoice(choice.operator(), changed);
  }

  /** Bits for another operator: those that there were, as far as they reach. */
  private List<BitWidths> fitted(
      int position, Operator operator, List<BitWidths> slots, RandomGenerator random) {
    BlockStructure structure = operator.structure(positions.get(position).geometry());
    List<BitWidths> fitted = new ArrayList<>();
    for (int slot = 0; slot < structure.bitSlots(); slot++) {
      if (slot < slots.size()) {
        fitted.add(slots.get(slot));
      } else if (slot > 0 && bits.granularity() == BitSpace.Granularity.BLOCK) {
        fitted.add(fitted.get(0));
      } else {
        fitted.add(drawn(random));
      }
    }
    return fitted;
  }

  private BitWidths drawn(RandomGenerator random) {
    return bits.choices().get(random.nextInt(bits.choices().size()));
  }
}
