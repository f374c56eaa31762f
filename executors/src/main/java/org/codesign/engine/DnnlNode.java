package org.codesign.engine;

import java.util.List;

/** A part of a graph that becomes steps of one program: made for it, and used for it alone. */
interface DnnlNode {

  /** Adds the steps of the forward pass and returns what they compute. */
  DnnlValue forward(DnnlPlan plan, List<DnnlValue> inputs);

  /**
   * Adds the steps of the backward pass, which contribute to the gradients of those inputs that are
   * trained. The gradient of the output is complete then, and nobody else reads it.
   */
  void backward(DnnlPlan plan, DnnlValue output);
}
