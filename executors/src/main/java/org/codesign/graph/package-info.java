/**
 * Networks as graphs of layers: outputs, gradients and exact products with the Hessian
 * (Pearlmutter, "Fast exact multiplication by the Hessian", Neural Computation 6, 1994), in oneDNN.
 */
package org.codesign.graph;
