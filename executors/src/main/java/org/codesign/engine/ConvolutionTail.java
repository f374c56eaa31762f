package org.codesign.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.nn.graph.vertex.VertexIndices;

/**
 * What follows a convolution at inference and becomes part of it: batch normalisation, then the sum
 * with another value, then ReLU, each if it is there and nobody else asks for what is before it.
 *
 * @param term the vertex of the other value
 * @param absorbed the vertices whose work is done with the convolution, in their order
 */
record ConvolutionTail(
    Optional<Layer> norm, Optional<Integer> term, Rectifier rectifier, List<Integer> absorbed) {

  ConvolutionTail {
    absorbed = List.copyOf(absorbed);
  }

  /**
   * The tail of a convolution.
   *
   * @param mayFold whether its weights can take up a batch normalisation
   * @param isComputed which vertices have values before the convolution runs
   */
  static ConvolutionTail of(
      VertexNodes nodes, GraphVertex convolution, boolean mayFold, IntPredicate isComputed) {
    List<Integer> absorbed = new ArrayList<>();
    GraphVertex last = convolution;
    Optional<GraphVertex> norm = nodes.onlyReader(last).filter(at -> mayFold && nodes.isNorm(at));
    if (norm.isPresent()) {
      last = norm.get();
      absorbed.add(last.getVertexIndex());
    }
    Optional<Integer> term = Optional.empty();
    Optional<GraphVertex> sum = nodes.onlyReader(last).filter(nodes::isSum);
    if (sum.isPresent()) {
      term = otherTerm(sum.get(), last).filter(isComputed::test);
    }
    if (term.isPresent()) {
      last = sum.get();
      absorbed.add(last.getVertexIndex());
    }
    Optional<GraphVertex> relu = nodes.onlyReader(last).filter(VertexNodes::isRelu);
    relu.ifPresent(at -> absorbed.add(at.getVertexIndex()));
    return new ConvolutionTail(
        norm.map(GraphVertex::getLayer),
        term,
        relu.isPresent() ? Rectifier.RELU : Rectifier.NONE,
        absorbed);
  }

  private static Optional<Integer> otherTerm(GraphVertex sum, GraphVertex one) {
    VertexIndices[] terms = sum.getInputVertices();
    int first = terms[0].getVertexIndex();
    int second = terms[1].getVertexIndex();
    return first == second
        ? Optional.empty()
        : Optional.of(first == one.getVertexIndex() ? second : first);
  }
}
