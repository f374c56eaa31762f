package org.codesign.space;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.codesign.network.Backbone;

/**
 * The joint space of operators, bit-widths and accelerators. A design point is a mixed-radix
 * number: the accelerator is the least significant digit, then the positions from the last to the
 * first.
 *
 * @param backbone what all designs share
 * @param positions the block positions, in the order of the backbone's blocks
 * @param bits the bit-widths of the blocks; the stem and the classifier keep eight bits
 * @param accelerators the number of accelerator configurations
 */
public record SearchSpace(
    Backbone backbone, List<Position> positions, BitSpace bits, int accelerators) {

  public SearchSpace {
    positions = List.copyOf(positions);
    Objects.requireNonNull(bits, "bits");
    if (!backbone.blocks().equals(positions.stream().map(Position::geometry).toList())) {
      throw new IllegalArgumentException("The positions must be the blocks of the backbone.");
    }
    if (accelerators < 1) {
      throw new IllegalArgumentException(
          "The number of accelerators (" + accelerators + ") must be at least 1.");
    }
  }

  /** The exact number of design points. */
  public BigInteger size() {
    return candidates().multiply(BigInteger.valueOf(accelerators));
  }

  /** The exact number of candidates, the designs without their accelerators. */
  public BigInteger candidates() {
    return positions.stream()
        .map(position -> choices(position).size())
        .reduce(BigInteger.ONE, BigInteger::multiply);
  }

  /** The choices of a position. */
  public PositionChoices choices(Position position) {
    return new PositionChoices(position, bits);
  }

  /**
   * The design point with this index.
   *
   * @throws IllegalArgumentException if the index is not in [0, size)
   */
  public DesignPoint designPoint(BigInteger index) {
    if (index.signum() < 0 || index.compareTo(size()) >= 0) {
      throw new IllegalArgumentException(
          "The index (%s) of a design point must be in [0, %s).".formatted(index, size()));
    }
    BigInteger[] parts = index.divideAndRemainder(BigInteger.valueOf(accelerators));
    BigInteger rest = parts[0];
    BlockChoice[] blocks = new BlockChoice[positions.size()];
    for (int i = blocks.length - 1; i >= 0; i--) {
      PositionChoices choices = choices(positions.get(i));
      BigInteger[] digit = rest.divideAndRemainder(choices.size());
      blocks[i] = choices.choice(digit[1]);
      rest = digit[0];
    }
    return new DesignPoint(new Candidate(List.of(blocks)), parts[1].intValueExact());
  }

  /**
   * The index of a design point.
   *
   * @throws IllegalArgumentException if the point is not in the space
   */
  public BigInteger indexOf(DesignPoint point) {
    List<BlockChoice> blocks = new ArrayList<>(point.candidate().blocks());
    if (blocks.size() != positions.size() || point.accelerator() >= accelerators) {
      throw new IllegalArgumentException(
          "A design point of this space has %d blocks, not %d, and an accelerator below %d, not %d."
              .formatted(positions.size(), blocks.size(), accelerators, point.accelerator()));
    }
    BigInteger index = BigInteger.ZERO;
    for (int i = 0; i < blocks.size(); i++) {
      PositionChoices choices = choices(positions.get(i));
      index = index.multiply(choices.size()).add(choices.indexOf(blocks.get(i)));
    }
    return index
        .multiply(BigInteger.valueOf(accelerators))
        .add(BigInteger.valueOf(point.accelerator()));
  }
}
