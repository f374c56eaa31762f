package org.codesign.engine;

import java.util.Arrays;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.reorder;
import org.bytedeco.dnnl.stream;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * An ND4J array as an argument of a oneDNN primitive. Where the primitive wants another layout than
 * the array's, the argument is a buffer of this tensor and values are reordered on the way in or
 * out. Made once for a shape, then bound to one array after another.
 */
final class DnnlTensor {

  private final memory user;
  private final memory argument;
  private final boolean reordered;
  private final reorder in;
  private final reorder out;
  private final Address address = new Address();

  /**
   * @param user the layout of the arrays
   * @param wanted the layout that the primitive wants
   */
  DnnlTensor(memory.desc user, memory.desc wanted) {
    this.user = new memory(user, Dnnl.ENGINE, new Pointer());
    this.reordered = !user.equals(wanted);
    this.argument = reordered ? new memory(wanted, Dnnl.ENGINE) : this.user;
    this.in = reordered ? new reorder(this.user, argument) : null;
    this.out = reordered ? new reorder(argument, this.user) : null;
  }

  /** The layout of a float array whose dimensions have other names for oneDNN. */
  static memory.desc layout(long[] dimensions, long[] strides) {
    return new memory.desc(dimensions, memory.data_type.f32, strides);
  }

  /** The layout of an array as it is. */
  static memory.desc layout(INDArray array) {
    return layout(array.shape(), Arrays.copyOf(array.stride(), array.rank()));
  }

  /** A float tensor whose layout the primitive may choose. */
  static memory.desc any(long... dimensions) {
    return new memory.desc(dimensions, memory.data_type.f32, memory.format_tag.any);
  }

  /** What the primitive reads or writes. */
  memory argument() {
    return argument;
  }

  /** Reads from the array, which has the layout of this tensor. */
  void read(INDArray array, stream queue) {
    bind(array);
    if (reordered) {
      in.execute(queue, user, argument);
    }
  }

  /** Makes the primitive write to the array, or to the buffer if {@link #finish} has to reorder. */
  void bind(INDArray array) {
    // The buffer of a view is that of the whole.
    user.set_data_handle(address.to(array.data().address() + Float.BYTES * array.offset()));
  }

  /** Brings what the primitive has written into the array. */
  void finish(stream queue) {
    if (reordered) {
      out.execute(queue, argument, user);
    }
  }

  /** A pointer that moves. */
  private static final class Address extends Pointer {
    Address to(long to) {
      address = to;
      return this;
    }
  }
}
