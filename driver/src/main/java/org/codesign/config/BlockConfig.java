package org.codesign.config;

import java.util.List;
import java.util.Objects;
import org.codesign.network.Operator;

/** A block position: its stride in pixels and the operators that may stand there, as listed. */
public record BlockConfig(int stride, List<ListedOperator> operators) {

  /** A label of the file, and the operators it stands for: one for each open width. */
  public record ListedOperator(String label, List<Operator> variants) {
    public ListedOperator {
      Objects.requireNonNull(label, "label");
      variants = List.copyOf(variants);
    }
  }

  public BlockConfig {
    Minimum.requireNotBelow("stride of a block", stride, 1);
    operators = List.copyOf(operators);
  }

  /** All operators, widths expanded, in the order of the file. */
  public List<Operator> variants() {
    return operators.stream().flatMap(listed -> listed.variants().stream()).distinct().toList();
  }
}
