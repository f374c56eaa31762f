package org.codesign.space;

import java.math.BigInteger;
import java.util.List;
import org.codesign.network.Operator;
import org.codesign.quantization.BitWidths;

/**
 * The choices of one position in a fixed order: operators as listed, and within an operator the
 * bit-widths as a mixed-radix number whose first slot is the most significant digit.
 */
public final class PositionChoices {

  private final Position position;
  private final BitSpace bits;

  public PositionChoices(Position position, BitSpace bits) {
    this.position = position;
    this.bits = bits;
  }

  /** The number of choices. */
  public BigInteger size() {
    return position.operators().stream()
        .map(this::bitCombinations)
        .reduce(BigInteger.ZERO, BigInteger::add);
  }

  /**
   * The choice with this index.
   *
   * @throws IllegalArgumentException if the index is not in [0, size)
   */
  public BlockChoice choice(BigInteger index) {
    BigInteger rest = index;
    for (Operator operator : position.operators()) {
      BigInteger combinations = bitCombinations(operator);
      if (index.signum() >= 0 && rest.compareTo(combinations) < 0) {
        return new BlockChoice(operator, slots(operator, rest));
      }
      rest = rest.subtract(combinations);
    }
    throw new IllegalArgumentException(
        "The index (%s) of a choice at %s must be in [0, %s)."
            .formatted(index, position.name(), size()));
  }

  /**
   * The index of a choice.
   *
   * @throws IllegalArgumentException if the position has no such choice
   */
  public BigInteger indexOf(BlockChoice choice) {
    BigInteger offset = BigInteger.ZERO;
    for (Operator operator : position.operators()) {
      if (operator.equals(choice.operator())) {
        return offset.add(bitIndex(operator, choice.slots()));
      }
      offset = offset.add(bitCombinations(operator));
    }
    throw new IllegalArgumentException(
        "The operator %s is not one of the position %s."
            .formatted(choice.operator().label(), position.name()));
  }

  private int bitSlots(Operator operator) {
    return operator.structure(position.geometry()).bitSlots();
  }

  private BigInteger bitCombinations(Operator operator) {
    return BigInteger.valueOf(bits.choices().size()).pow(bits.decisions(bitSlots(operator)));
  }

  private List<BitWidths> slots(Operator operator, BigInteger index) {
    int slots = bitSlots(operator);
    int decisions = bits.decisions(slots);
    BigInteger radix = BigInteger.valueOf(bits.choices().size());
    BitWidths[] chosen = new BitWidths[slots];
    BigInteger rest = index;
    for (int decision = decisions - 1; decision >= 0; decision--) {
      BigInteger[] parts = rest.divideAndRemainder(radix);
      chosen[decision] = bits.choices().get(parts[1].intValueExact());
      rest = parts[0];
    }
    for (int slot = decisions; slot < slots; slot++) {
      chosen[slot] = chosen[0];
    }
    return List.of(chosen);
  }

  private BigInteger bitIndex(Operator operator, List<BitWidths> slots) {
    if (slots.size() != bitSlots(operator)) {
      throw new IllegalArgumentException(
          "The operator %s at %s needs bit-widths for %d layers, not for %d."
              .formatted(operator.label(), position.name(), bitSlots(operator), slots.size()));
    }
    if (bits.granularity() == BitSpace.Granularity.BLOCK) {
      requireShared(operator, slots);
    }
    BigInteger radix = BigInteger.valueOf(bits.choices().size());
    BigInteger index = BigInteger.ZERO;
    for (BitWidths digit : slots.subList(0, bits.decisions(slots.size()))) {
      int place = bits.choices().indexOf(digit);
      if (place < 0) {
        throw new IllegalArgumentException(
            "The bit-widths %s are not in the space.".formatted(digit.label()));
      }
      index = index.multiply(radix).add(BigInteger.valueOf(place));
    }
    return index;
  }

  private void requireShared(Operator operator, List<BitWidths> slots) {
    for (BitWidths slot : slots) {
      if (!slot.equals(slots.get(0))) {
        throw new IllegalArgumentException(
            "The layers of %s at %s must share their bit-widths, not have %s and %s."
                .formatted(operator.label(), position.name(), slots.get(0).label(), slot.label()));
      }
    }
  }
}
