package org.codesign.graph;

/** The computations of one node, in buffers that are made once. */
interface NodeKernel {

  /** The value of the output. */
  void forward();

  /** The tangent of the output; the output is active. */
  void tangent(Pass pass);

  /**
   * Contributes to the gradients of the wanted inputs.
   *
   * @param part the gradient, or its tangent: then with the terms of second order
   */
  void backward(Part part, Pass pass);

  /** Adds what its own curvature after a direction adds to each image's second derivative. */
  default void addBends(Pass pass, double[] into) {}
}
