package org.codesign.space;

import java.util.List;
import java.util.Objects;
import org.codesign.network.Operator;
import org.codesign.quantization.BitWidths;

/** What a candidate puts at one position: an operator, and the bit-widths of each bit slot. */
public record BlockChoice(Operator operator, List<BitWidths> slots) {

  public BlockChoice {
    Objects.requireNonNull(operator, "operator");
    slots = List.copyOf(slots);
  }

  /** A short name, for example {@code residual-k3:w4a8,w4a4}; equal slots are named once. */
  public String label() {
    if (slots.isEmpty()) {
      return operator.label();
    }
    List<String> labels = slots.stream().map(BitWidths::label).toList();
    boolean equal = labels.stream().distinct().count() == 1;
    return operator.label() + ":" + (equal ? labels.get(0) : String.join(",", labels));
  }
}
