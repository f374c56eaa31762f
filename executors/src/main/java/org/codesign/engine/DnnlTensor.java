package org.codesign.engine;

import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import org.bytedeco.dnnl.memory;
import org.bytedeco.javacpp.Pointer;
import org.codesign.engine.DnnlBuffers.Buffer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Float values in native memory with their layout, as an argument of oneDNN's primitives. */
final class DnnlTensor {

  private final memory.desc layout;
  private final memory argument;
  private final @Nullable Buffer buffer;
  private final long bytes;
  private long address;

  /** A tensor in a buffer, or in memory that {@link #bind} names if there is none. */
  DnnlTensor(memory.desc layout, @Nullable Buffer buffer) {
    this.layout = layout;
    this.argument = new memory(layout, Dnnl.ENGINE, new Pointer());
    this.buffer = buffer;
    this.bytes = layout.get_size();
  }

  /** The memory of an array without gaps under a layout of the same size. */
  static DnnlTensor of(memory.desc layout, INDArray array) {
    DnnlTensor tensor = new DnnlTensor(layout, null);
    tensor.bind(array);
    return tensor;
  }

  /** The memory that this tensor is bound to, under another layout. */
  DnnlTensor over(memory.desc other) {
    if (address == 0) {
      throw new IllegalStateException("The tensor has no memory yet.");
    }
    DnnlTensor tensor = new DnnlTensor(other, null);
    tensor.bind(address);
    return tensor;
  }

  memory.desc layout() {
    return layout;
  }

  /** What primitives take. */
  memory memory() {
    return argument;
  }

  @Nullable Buffer buffer() {
    return buffer;
  }

  /** The memory from an address on. */
  void bind(long to) {
    address = to;
    argument.set_data_handle(NativeArrays.at(to, bytes));
  }

  /** The memory of the array. */
  void bind(INDArray array) {
    bind(NativeArrays.address(array));
  }

  /** The values with the padding of the layout, in the order of memory. */
  FloatBuffer floats() {
    return NativeArrays.floats(address, bytes);
  }

  /** The bits of the same values. */
  IntBuffer bits() {
    return NativeArrays.bits(address, bytes);
  }
}
