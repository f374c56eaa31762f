package org.codesign.search;

import java.util.List;
import java.util.Objects;
import org.codesign.network.Operator;

/**
 * What the predictor knows of a trained operator at a position: the loss of putting it there in
 * float, and what each of the bit choices adds in each bit slot.
 *
 * @param slotLosses for each slot, the added loss of each choice of the bit space, in its order
 */
record OperatorScore(Operator operator, double loss, List<List<Double>> slotLosses) {

  OperatorScore {
    Objects.requireNonNull(operator, "operator");
    slotLosses = slotLosses.stream().map(List::copyOf).toList();
  }
}
