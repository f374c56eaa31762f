package org.codesign.space;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import org.codesign.network.BlockGeometry;
import org.codesign.network.Operator;

/** A place for a block: its stable name, its shapes, and the operators that may stand there. */
public record Position(String name, BlockGeometry geometry, List<Operator> operators) {

  public Position {
    Objects.requireNonNull(name, "name");
    operators = List.copyOf(new LinkedHashSet<>(operators));
    if (operators.isEmpty()) {
      throw new IllegalArgumentException("The position " + name + " needs an operator.");
    }
    for (Operator operator : operators) {
      operator
          .misfit(geometry)
          .ifPresent(
              reason -> {
                throw new IllegalArgumentException(
                    "The operator %s does not fit at %s: %s."
                        .formatted(operator.label(), name, reason));
              });
    }
  }
}
