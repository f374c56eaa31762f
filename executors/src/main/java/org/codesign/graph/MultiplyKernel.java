package org.codesign.graph;

import java.nio.FloatBuffer;
import java.util.List;

/**
 * The product y = a b of two tensors, of which the second may have one value a channel. With dots
 * for directional derivatives, y. = a. b + a b., and with g for gradients g_a = g b, g_a. = g. b +
 * g b., likewise for b, summed where a value of b is read more than once.
 */
final class MultiplyKernel implements NodeKernel {

  private final List<String> sources;
  private final List<NativeTensor> inputs;
  private final NativeTensor output;
  private final int length;
  private final int channels;
  private final int image;
  private final boolean spread;

  MultiplyKernel(GraphNode node, List<NativeTensor> inputs, NativeTensor output) {
    this.sources = node.inputs();
    this.inputs = inputs;
    this.output = output;
    length = Math.toIntExact(output.shape().elements());
    channels = output.shape().channels();
    image = length / output.shape().batch();
    spread = !inputs.get(1).shape().equals(output.shape());
  }

  /** Where an input has the value for an output. */
  private int at(int input, int i) {
    return input == 0 || !spread ? i : i / image * channels + i % channels;
  }

  @Override
  public void forward() {
    FloatBuffer first = inputs.get(0).floats(Part.VALUE);
    FloatBuffer second = inputs.get(1).floats(Part.VALUE);
    FloatBuffer to = output.floats(Part.VALUE);
    for (int i = 0; i < length; i++) {
      to.put(i, first.get(i) * second.get(at(1, i)));
    }
  }

  @Override
  public void tangent(Pass pass) {
    FloatBuffer to = output.floats(Part.TANGENT);
    boolean isWritten = false;
    for (int input = 0; input < 2; input++) {
      if (pass.active().contains(sources.get(input))) {
        FloatBuffer moved = inputs.get(input).floats(Part.TANGENT);
        FloatBuffer other = inputs.get(1 - input).floats(Part.VALUE);
        for (int i = 0; i < length; i++) {
          float product = moved.get(at(input, i)) * other.get(at(1 - input, i));
          to.put(i, isWritten ? to.get(i) + product : product);
        }
        isWritten = true;
      }
    }
  }

  @Override
  public void backward(Part part, Pass pass) {
    for (int input = 0; input < 2; input++) {
      if (pass.wanted().contains(sources.get(input))) {
        addProduct(part, Part.VALUE, input, part);
        if (part == Part.GRADIENT_TANGENT && pass.active().contains(sources.get(1 - input))) {
          addProduct(Part.GRADIENT, Part.TANGENT, input, part);
        }
      }
    }
  }

  /** Adds a part of the output times a part of the other input. */
  private void addProduct(Part ofOutput, Part ofOther, int input, Part to) {
    NativeTensor target = inputs.get(input);
    FloatBuffer sum = target.floats(to);
    FloatBuffer from = output.floats(ofOutput);
    FloatBuffer other = inputs.get(1 - input).floats(ofOther);
    if (!target.isWritten(to)) {
      for (int i = 0; i < target.shape().elements(); i++) {
        sum.put(i, 0);
      }
      target.markWritten(to);
    }
    for (int i = 0; i < length; i++) {
      int at = at(input, i);
      sum.put(at, sum.get(at) + from.get(i) * other.get(at(1 - input, i)));
    }
  }

  /** Adds 2 a. b. g_y, image by image. */
  @Override
  public void addBends(Pass pass, double[] into) {
    if (!pass.active().containsAll(sources)) {
      return;
    }
    FloatBuffer first = inputs.get(0).floats(Part.TANGENT);
    FloatBuffer second = inputs.get(1).floats(Part.TANGENT);
    FloatBuffer gradient = output.floats(Part.GRADIENT);
    for (int i = 0; i < length; i++) {
      into[i / image] += 2.0 * first.get(i) * second.get(at(1, i)) * gradient.get(i);
    }
  }
}
