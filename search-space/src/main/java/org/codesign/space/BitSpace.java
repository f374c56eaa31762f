package org.codesign.space;

import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import org.codesign.quantization.BitWidths;

/** The bit-widths a search may choose from, and whether a block's layers choose together. */
public record BitSpace(List<BitWidths> choices, Granularity granularity) {

  /** Who chooses bit-widths. */
  public enum Granularity {
    /** All layers of a block share one choice. */
    BLOCK,
    /** Every layer chooses; layers that read one tensor share. */
    LAYER
  }

  public BitSpace {
    choices = List.copyOf(new TreeSet<>(choices));
    Objects.requireNonNull(granularity, "granularity");
    if (choices.isEmpty()) {
      throw new IllegalArgumentException("A bit space needs at least one choice.");
    }
  }

  /** Every pair of the given weight and activation bits. */
  public static BitSpace product(
      List<Integer> weightBits, List<Integer> activationBits, Granularity granularity) {
    List<BitWidths> pairs =
        weightBits.stream()
            .flatMap(w -> activationBits.stream().map(a -> new BitWidths(w, a)))
            .toList();
    return new BitSpace(pairs, granularity);
  }

  /** How many choices a block with this many bit slots makes: 0, 1 or one a slot. */
  public int decisions(int bitSlots) {
    return granularity == Granularity.BLOCK ? Math.min(1, bitSlots) : bitSlots;
  }
}
