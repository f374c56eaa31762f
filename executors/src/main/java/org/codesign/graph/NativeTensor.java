package org.codesign.graph;

import java.nio.FloatBuffer;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.bytedeco.dnnl.IntMemoryMap;
import org.bytedeco.dnnl.binary;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.javacpp.FloatPointer;
import org.codesign.engine.Dnnl;
import org.codesign.network.TensorShape;

/**
 * Activations [N, C, H, W] in channels-last memory with their derivatives, each made on first use.
 * Of a gradient or a convolution's tangent, the first contribution is written and the others are
 * added.
 */
final class NativeTensor {

  private final NativeMemory scope;
  private final TensorShape shape;
  private final Map<Part, memory> parts = new EnumMap<>(Part.class);
  private final Map<Part, FloatBuffer> buffers = new EnumMap<>(Part.class);
  private final Map<Part, IntMemoryMap> sums = new EnumMap<>(Part.class);
  private final Set<Part> written = EnumSet.noneOf(Part.class);
  private memory scratch;
  private binary sum;

  NativeTensor(NativeMemory scope, TensorShape shape) {
    this.scope = scope;
    this.shape = shape;
  }

  TensorShape shape() {
    return shape;
  }

  /** The layout of all tensors of a shape. */
  static memory.desc layout(TensorShape shape) {
    return new memory.desc(
        new long[] {shape.batch(), shape.channels(), shape.height(), shape.width()},
        memory.data_type.f32,
        memory.format_tag.nhwc);
  }

  memory.desc layout() {
    return layout(shape);
  }

  memory part(Part part) {
    return parts.computeIfAbsent(part, key -> scope.memory(layout()));
  }

  FloatBuffer floats(Part part) {
    return buffers.computeIfAbsent(part, key -> NativeMemory.floats(part(part), shape.elements()));
  }

  /** Nothing has been written to a gradient. */
  void clear(Part part) {
    written.remove(part);
  }

  /** Whether a gradient has its first contribution, so that the next one must be added to it. */
  boolean isWritten(Part part) {
    return written.contains(part);
  }

  void markWritten(Part part) {
    written.add(part);
  }

  /** Where a contribution to a gradient is to be written; {@link #commit} must follow. */
  memory target(Part part) {
    if (!isWritten(part)) {
      return part(part);
    }
    if (scratch == null) {
      scratch = scope.scratch(layout(), shape.elements());
      binary.desc adds = new binary.desc(dnnl.algorithm.binary_add, layout(), layout(), layout());
      sum = scope.own(new binary(new binary.primitive_desc(adds, Dnnl.ENGINE)));
    }
    return scratch;
  }

  /** Ends a contribution that was written to the target. */
  void commit(Part part) {
    if (isWritten(part)) {
      sum.execute(scope.queue(), sums.computeIfAbsent(part, this::sumOf));
    }
    written.add(part);
  }

  private IntMemoryMap sumOf(Part part) {
    return Dnnl.arguments(
        dnnl.DNNL_ARG_SRC_0,
        part(part),
        dnnl.DNNL_ARG_SRC_1,
        scratch,
        dnnl.DNNL_ARG_DST,
        part(part));
  }

  /** Copies a part of another tensor of the same shape into the target of this one's. */
  void contribute(NativeTensor source, Part from, Part to) {
    FloatPointer target = new FloatPointer(target(to).get_data_handle());
    FloatPointer.memcpy(
        target, source.part(from).get_data_handle(), Float.BYTES * shape.elements());
    commit(to);
  }
}
