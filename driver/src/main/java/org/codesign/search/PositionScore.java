package org.codesign.search;

import java.util.List;
import java.util.Objects;
import org.codesign.space.Position;

/** The trained operators of a position; those that failed are not among them. */
record PositionScore(Position position, List<OperatorScore> operators) {

  PositionScore {
    Objects.requireNonNull(position, "position");
    operators = List.copyOf(operators);
  }
}
