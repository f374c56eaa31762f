package org.codesign.graph;

import java.nio.FloatBuffer;

/**
 * A function f of each value: y. = f'(x) x., g_x = f'(x) g_y, and g_x. = f'(x) g_y. + f''(x) x.
 * g_y.
 */
final class FunctionKernel implements NodeKernel {

  private final String source;
  private final ActivationFunction function;
  private final NativeTensor input;
  private final NativeTensor output;
  private final int length;

  FunctionKernel(
      GraphNode node, ActivationFunction function, NativeTensor input, NativeTensor output) {
    this.source = node.inputs().get(0);
    this.function = function;
    this.input = input;
    this.output = output;
    this.length = Math.toIntExact(input.shape().elements());
  }

  @Override
  public void forward() {
    FloatBuffer from = input.floats(Part.VALUE);
    FloatBuffer to = output.floats(Part.VALUE);
    for (int i = 0; i < length; i++) {
      to.put(i, function.value(from.get(i)));
    }
  }

  @Override
  public void tangent(Pass pass) {
    FloatBuffer value = input.floats(Part.VALUE);
    FloatBuffer from = input.floats(Part.TANGENT);
    FloatBuffer to = output.floats(Part.TANGENT);
    for (int i = 0; i < length; i++) {
      to.put(i, function.slope(value.get(i)) * from.get(i));
    }
  }

  @Override
  public void backward(Part part, Pass pass) {
    if (!pass.wanted().contains(source)) {
      return;
    }
    FloatBuffer value = input.floats(Part.VALUE);
    FloatBuffer from = output.floats(part);
    FloatBuffer to = input.floats(part);
    boolean added = input.isWritten(part);
    for (int i = 0; i < length; i++) {
      float gradient = function.slope(value.get(i)) * from.get(i);
      to.put(i, added ? to.get(i) + gradient : gradient);
    }
    input.markWritten(part);
    if (part == Part.GRADIENT_TANGENT
        && pass.active().contains(source)
        && !function.isPiecewiseLinear()) {
      addSecondOrder(value, to);
    }
  }

  private void addSecondOrder(FloatBuffer value, FloatBuffer to) {
    FloatBuffer tangent = input.floats(Part.TANGENT);
    FloatBuffer gradient = output.floats(Part.GRADIENT);
    for (int i = 0; i < length; i++) {
      float bend = function.curvature(value.get(i));
      to.put(i, to.get(i) + bend * tangent.get(i) * gradient.get(i));
    }
  }

  /** Adds f''(x) x.^2 g_y, image by image. */
  @Override
  public void addBends(Pass pass, double[] into) {
    if (!pass.active().contains(source) || function.isPiecewiseLinear()) {
      return;
    }
    FloatBuffer value = input.floats(Part.VALUE);
    FloatBuffer tangent = input.floats(Part.TANGENT);
    FloatBuffer gradient = output.floats(Part.GRADIENT);
    int each = length / into.length;
    for (int i = 0; i < length; i++) {
      double along = tangent.get(i);
      into[i / each] += function.curvature(value.get(i)) * along * along * gradient.get(i);
    }
  }
}
