package org.codesign.graph;

import java.nio.FloatBuffer;
import java.util.Optional;
import org.bytedeco.dnnl.IntMemoryMap;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.reorder;
import org.codesign.engine.Dnnl;

/** The weights of a convolution, or a direction of them, in the layouts of its primitives. */
final class KernelWeights {

  /**
   * How a primitive wants them.
   *
   * @param wanted its layout
   * @param mirrored with the channels swapped and the window turned by half a turn
   */
  record Form(memory.desc wanted, boolean mirrored) {}

  private final NativeMemory scope;
  private final WeightShape shape;
  private final memory plain;
  private final FloatBuffer values;
  private final memory forward;
  private final reorder toForward;
  private final memory backward;
  private final reorder toBackward;
  private final Optional<FloatBuffer> mirror;
  private final IntMemoryMap forwardArguments;
  private final IntMemoryMap backwardArguments;

  KernelWeights(NativeMemory scope, WeightShape shape, Form forwardForm, Form backwardForm) {
    this.scope = scope;
    this.shape = shape;
    plain = scope.memory(shape.layout());
    values = NativeMemory.floats(plain, shape.length());
    forward = scope.memory(forwardForm.wanted());
    toForward = scope.own(new reorder(plain, forward));
    forwardArguments = Dnnl.arguments(dnnl.DNNL_ARG_FROM, plain, dnnl.DNNL_ARG_TO, forward);
    memory source = backwardForm.mirrored() ? scope.memory(shape.swapped().layout()) : plain;
    mirror =
        backwardForm.mirrored()
            ? Optional.of(NativeMemory.floats(source, shape.length()))
            : Optional.empty();
    backward = scope.memory(backwardForm.wanted());
    toBackward = scope.own(new reorder(source, backward));
    backwardArguments = Dnnl.arguments(dnnl.DNNL_ARG_FROM, source, dnnl.DNNL_ARG_TO, backward);
  }

  /** Takes over weights [O, I / groups, H, W]. */
  void set(float[] weights) {
    values.clear().put(weights);
    toForward.execute(scope.queue(), forwardArguments);
    mirror.ifPresent(buffer -> mirror(weights, buffer));
    toBackward.execute(scope.queue(), backwardArguments);
  }

  /** As the forward primitives want them. */
  memory forward() {
    return forward;
  }

  /** As the primitive of the gradient of the input wants them. */
  memory backward() {
    return backward;
  }

  private void mirror(float[] weights, FloatBuffer into) {
    int window = shape.window();
    for (int out = 0; out < shape.out(); out++) {
      for (int in = 0; in < shape.in(); in++) {
        int from = (out * shape.in() + in) * window;
        int to = (in * shape.out() + out) * window + window - 1;
        for (int i = 0; i < window; i++) {
          into.put(to - i, weights[from + i]);
        }
      }
    }
  }
}
