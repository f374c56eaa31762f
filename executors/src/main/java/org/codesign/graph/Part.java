package org.codesign.graph;

/** What is kept of a tensor. */
enum Part {
  VALUE,
  /** The derivative of the loss with respect to the value. */
  GRADIENT,
  /** The directional derivative of the value. */
  TANGENT,
  /** The directional derivative of the gradient. */
  GRADIENT_TANGENT,
  /** The derivative of a linear function of the logits with respect to the value. */
  COTANGENT
}
