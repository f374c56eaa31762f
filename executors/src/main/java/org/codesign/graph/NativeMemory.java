package org.codesign.graph;

import java.nio.FloatBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.stream;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.codesign.engine.Dnnl;

/** Primitives and memory that are freed together, the stream they run in, and a scratch buffer. */
final class NativeMemory implements AutoCloseable {

  private final Deque<Pointer> owned = new ArrayDeque<>();
  private final stream queue = own(new stream(Dnnl.ENGINE));
  private final long scratchValues;
  private Pointer scratch;

  /**
   * @param scratchValues the largest tensor that asks for the scratch buffer
   */
  NativeMemory(long scratchValues) {
    this.scratchValues = scratchValues;
  }

  stream queue() {
    return queue;
  }

  /** Frees it with the others. */
  <T extends Pointer> T own(T pointer) {
    owned.push(pointer);
    return pointer;
  }

  memory memory(memory.desc layout) {
    return own(new memory(layout, Dnnl.ENGINE));
  }

  /** A tensor in the one scratch buffer. */
  memory scratch(memory.desc layout, long values) {
    if (values > scratchValues) {
      throw new IllegalArgumentException(
          "The tensor (%d values) must fit into the scratch buffer of %d."
              .formatted(values, scratchValues));
    }
    if (scratch == null) {
      scratch =
          memory(
                  new memory.desc(
                      new long[] {scratchValues}, memory.data_type.f32, memory.format_tag.a))
              .get_data_handle();
    }
    return own(new memory(layout, Dnnl.ENGINE, scratch));
  }

  /** The values of a float tensor without gaps. */
  static FloatBuffer floats(memory tensor, long values) {
    return new FloatPointer(tensor.get_data_handle()).capacity(values).asBuffer();
  }

  @Override
  public void close() {
    while (!owned.isEmpty()) {
      owned.pop().close();
    }
  }
}
