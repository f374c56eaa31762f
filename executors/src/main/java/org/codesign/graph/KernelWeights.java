package org.codesign.graph;

import java.nio.FloatBuffer;
import org.bytedeco.dnnl.IntMemoryMap;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.reorder;
import org.codesign.engine.Dnnl;

/** The weights of a convolution, or a direction of them, in the layouts of its primitives. */
final class KernelWeights {

  private final NativeMemory scope;
  private final FloatBuffer values;
  private final Form forward;
  private final Form backward;

  /** The weights in one layout. */
  private record Form(memory weights, reorder action, IntMemoryMap arguments) {}

  /**
   * @param forward the layout of the forward primitives
   * @param backward that of the gradient of the input
   */
  KernelWeights(NativeMemory scope, WeightShape shape, memory.desc forward, memory.desc backward) {
    this.scope = scope;
    memory plain = scope.memory(shape.layout());
    values = NativeMemory.floats(plain, shape.length());
    this.forward = form(plain, forward);
    this.backward = form(plain, backward);
  }

  private Form form(memory plain, memory.desc wanted) {
    memory weights = scope.memory(wanted);
    return new Form(
        weights,
        scope.own(new reorder(plain, weights)),
        Dnnl.arguments(dnnl.DNNL_ARG_FROM, plain, dnnl.DNNL_ARG_TO, weights));
  }

  /** Takes over weights [O, I / groups, H, W]. */
  void set(float[] weights) {
    values.clear().put(weights);
    forward.action.execute(scope.queue(), forward.arguments);
    backward.action.execute(scope.queue(), backward.arguments);
  }

  /** As the forward primitives want them. */
  memory forward() {
    return forward.weights;
  }

  /** As the primitive of the gradient of the input wants them. */
  memory backward() {
    return backward.weights;
  }
}
