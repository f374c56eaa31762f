package org.codesign.graph;

import java.util.List;
import org.codesign.network.TensorShape;

/** The shape of one image's output of a node. */
public final class NodeShape {

  private NodeShape() {}

  /**
   * The shape of a node's output.
   *
   * @param inputs the shapes of what it reads
   * @throws IllegalArgumentException if it cannot read them
   */
  public static TensorShape of(GraphNode node, List<TensorShape> inputs) {
    requireInputs(node, inputs.size());
    TensorShape in = inputs.get(0);
    GraphOperation operation = node.operation();
    if (operation instanceof GraphOperation.Convolution it) {
      return convolved(node, it, in);
    }
    if (operation instanceof GraphOperation.Linear it) {
      return TensorShape.vector(it.outFeatures());
    }
    if (operation instanceof GraphOperation.Pool it) {
      return TensorShape.image(
          in.channels(),
          extent(node, in.height(), it.kernelHeight(), 1, it.strideHeight(), it.top(), it.bottom()),
          extent(node, in.width(), it.kernelWidth(), 1, it.strideWidth(), it.left(), it.right()));
    }
    if (operation instanceof GraphOperation.GlobalAveragePool) {
      return TensorShape.vector(in.channels());
    }
    if (operation instanceof GraphOperation.Concat) {
      return concatenated(node, inputs);
    }
    if (operation instanceof GraphOperation.Multiply
        && !in.equals(inputs.get(1))
        && !TensorShape.vector(in.channels()).equals(inputs.get(1))) {
      throw wrong(node, "multiplies the shapes %s and %s".formatted(in, inputs.get(1)));
    }
    if (operation instanceof GraphOperation.Add && !in.equals(inputs.get(1))) {
      throw wrong(node, "adds the shapes %s and %s".formatted(in, inputs.get(1)));
    }
    return in;
  }

  private static TensorShape convolved(
      GraphNode node, GraphOperation.Convolution it, TensorShape in) {
    int groups = it.groups();
    if (groups < 1 || in.channels() % groups != 0 || it.outChannels() % groups != 0) {
      throw wrong(
          node,
          "has %d groups for %d channels to %d".formatted(groups, in.channels(), it.outChannels()));
    }
    return TensorShape.image(
        it.outChannels(),
        extent(
            node,
            in.height(),
            it.kernelHeight(),
            it.dilationHeight(),
            it.strideHeight(),
            it.top(),
            it.bottom()),
        extent(
            node,
            in.width(),
            it.kernelWidth(),
            it.dilationWidth(),
            it.strideWidth(),
            it.left(),
            it.right()));
  }

  private static int extent(
      GraphNode node, int in, int kernel, int dilation, int stride, int before, int after) {
    if (kernel < 1 || dilation < 1 || stride < 1 || before < 0 || after < 0) {
      throw wrong(
          node,
          "has the kernel %d, dilation %d, stride %d and padding %d, %d"
              .formatted(kernel, dilation, stride, before, after));
    }
    long reach = (long) (kernel - 1) * dilation + 1;
    long room = (long) in + before + after - reach;
    if (room < 0) {
      throw wrong(node, "has a kernel that reaches over %d of %d".formatted(reach, in));
    }
    return Math.toIntExact(room / stride + 1);
  }

  private static TensorShape concatenated(GraphNode node, List<TensorShape> inputs) {
    TensorShape first = inputs.get(0);
    int channels = 0;
    for (TensorShape shape : inputs) {
      if (shape.height() != first.height() || shape.width() != first.width()) {
        throw wrong(node, "joins the shapes %s and %s".formatted(first, shape));
      }
      channels = Math.addExact(channels, shape.channels());
    }
    return TensorShape.image(channels, first.height(), first.width());
  }

  private static void requireInputs(GraphNode node, int inputs) {
    boolean right =
        node.operation() instanceof GraphOperation.Concat
            ? inputs >= 1
            : inputs == (isPair(node.operation()) ? 2 : 1);
    if (!right) {
      throw wrong(node, "reads %d tensors".formatted(inputs));
    }
  }

  private static boolean isPair(GraphOperation operation) {
    return operation instanceof GraphOperation.Add || operation instanceof GraphOperation.Multiply;
  }

  private static IllegalArgumentException wrong(GraphNode node, String what) {
    return new IllegalArgumentException("The node %s %s.".formatted(node.name(), what));
  }
}
